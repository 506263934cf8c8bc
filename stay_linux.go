//go:build linux && production

package main

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>

static gboolean decide(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType kind, gpointer none) {
	if (kind == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) {
		return FALSE;
	}
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
	const gchar *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	if (kind == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && uri != NULL &&
	    (g_str_has_prefix(uri, "wails://wails/") || g_strcmp0(uri, "about:blank") == 0)) {
		return FALSE;
	}
	webkit_policy_decision_ignore(decision);
	return TRUE;
}

static void hold(GtkWidget *widget, gpointer none) {
	if (WEBKIT_IS_WEB_VIEW(widget)) {
		if (g_object_get_data(G_OBJECT(widget), "furikaeri-stay") == NULL) {
			g_object_set_data(G_OBJECT(widget), "furikaeri-stay", widget);
			g_signal_connect(widget, "decide-policy", G_CALLBACK(decide), NULL);
		}
	} else if (GTK_IS_CONTAINER(widget)) {
		gtk_container_forall(GTK_CONTAINER(widget), hold, NULL);
	}
}

static gboolean hold_all(gpointer none) {
	GList *windows = gtk_window_list_toplevels();
	for (GList *w = windows; w != NULL; w = w->next) {
		hold(GTK_WIDGET(w->data), NULL);
	}
	g_list_free(windows);
	return G_SOURCE_REMOVE;
}

static void stay(void) { g_idle_add(hold_all, NULL); }
*/
import "C"

// stayHere lets the window and its frames show the program's own pages and nothing else. Without it a file that is
// dropped on a frame would be opened in place of the program, and, if it were a page, could call Go.
func stayHere() { C.stay() }
