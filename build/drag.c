// A window with a file that can be dragged out of it, for build/window-smoke.sh. Its argument is the file's URI.
#include <gtk/gtk.h>

static char *uri;

static void hand_over(GtkWidget *widget, GdkDragContext *context, GtkSelectionData *data, guint info, guint time, gpointer none) {
	char *uris[] = {uri, NULL};
	gtk_selection_data_set_uris(data, uris);
}

int main(int count, char **words) {
	gtk_init(&count, &words);
	uri = words[1];
	GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL), *file = gtk_button_new_with_label("file");
	gtk_window_set_title(GTK_WINDOW(window), "a file to drag");
	gtk_window_set_default_size(GTK_WINDOW(window), 120, 80);
	gtk_window_move(GTK_WINDOW(window), 0, 0);
	gtk_window_set_keep_above(GTK_WINDOW(window), TRUE);
	gtk_container_add(GTK_CONTAINER(window), file);
	GtkTargetEntry uris = {"text/uri-list", 0, 0};
	gtk_drag_source_set(file, GDK_BUTTON1_MASK, &uris, 1, GDK_ACTION_COPY);
	g_signal_connect(file, "drag-data-get", G_CALLBACK(hand_over), NULL);
	gtk_widget_show_all(window);
	gtk_main();
	return 0;
}
