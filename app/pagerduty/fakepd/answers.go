package fakepd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"
)

// ref is a reference to a user, service, team or policy.
func (s *Server) ref(kind string, i int) object {
	var id, name string
	switch kind {
	case "user":
		id, name = s.World.Users[i].ID, s.World.Users[i].Name
	case "service":
		id, name = s.World.Services[i].ID, s.World.Services[i].Name
	case "team":
		id, name = s.World.Teams[i].ID, s.World.Teams[i].Name
	case "escalation_policy":
		id, name = s.World.Policies[i].ID, s.World.Policies[i].Name
	}
	at := kind
	if kind == "escalation_policy" {
		at = "escalation_policie"
	}
	return object{
		"id": id, "type": kind + "_reference", "summary": name, "self": "https://api.pagerduty.com/" + at + "s/" + id,
		"html_url": "https://" + s.World.Subdomain + ".pagerduty.com/" + at + "s/" + id,
	}
}

// whole is a thing of a list: its reference, its name and more.
func (s *Server) whole(kind string, i int, more object) object {
	out := s.ref(kind, i)
	out["type"], out["name"] = kind, out["summary"]
	for k, v := range more {
		out[k] = v
	}
	return out
}

func (s *Server) lists(w http.ResponseWriter, r *http.Request, key string, f Fault) {
	d := s.World
	switch key {
	case "users":
		s.page(w, r, key, len(d.Users), func(i int) any {
			u := d.Users[i]
			return s.whole("user", i, object{"email": u.Email, "contact_methods": []object{{"type": "phone_contact_method", "address": u.Phone}}, "time_zone": "Asia/Tokyo", "role": "user"})
		}, f)
	case "teams":
		s.page(w, r, key, len(d.Teams), func(i int) any { return s.whole("team", i, object{"description": nil, "parent": nil}) }, f)
	case "services":
		s.page(w, r, key, len(d.Services), func(i int) any {
			return s.whole("service", i, object{"acknowledgement_timeout": 1800, "auto_resolve_timeout": nil, "status": "active", "teams": []object{s.ref("team", d.Services[i].Team)},
				"escalation_policy": s.ref("escalation_policy", d.Services[i].Policy)})
		}, f)
	case "escalation_policies":
		s.page(w, r, key, len(d.Policies), func(i int) any {
			rules := []object{}
			for k, level := range d.Policies[i].Levels {
				targets := []object{}
				for _, u := range level {
					targets = append(targets, s.ref("user", u))
				}
				rules = append(rules, object{"id": fmt.Sprintf("PR%d%d", i, k), "escalation_delay_in_minutes": 20, "targets": targets})
			}
			return s.whole("escalation_policy", i, object{"escalation_rules": rules, "num_loops": 0, "services": []object{}})
		}, f)
	case "priorities":
		s.page(w, r, key, 4, func(i int) any {
			return object{"id": fmt.Sprintf("PP%d", i+1), "type": "priority", "summary": fmt.Sprintf("P%d", i+1), "name": fmt.Sprintf("P%d", i+1), "order": 1 << i}
		}, f)
	default:
		s.refuse(w, http.StatusNotFound, 2100, "Not Found")
	}
}

// span reads since and until. The API's ends are undocumented; here both count in.
func (s *Server) span(w http.ResponseWriter, r *http.Request, most time.Duration) (since, until time.Time, ok bool) {
	q := r.URL.Query()
	if q.Get("date_range") == "all" {
		return time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), true
	}
	since, err := time.Parse(time.RFC3339, q.Get("since"))
	until, err2 := time.Parse(time.RFC3339, q.Get("until"))
	switch {
	case q.Get("since") == "" && q.Get("until") == "" && most == 0:
		return time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), true
	case q.Get("since") == "" && q.Get("until") == "":
		until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		return time.Time{}, until, true
	case err != nil || err2 != nil || until.Before(since):
		s.refuse(w, http.StatusBadRequest, 2001, "Invalid Input Provided: dates")
		return since, until, false
	case most > 0 && until.Sub(since) > most:
		s.refuse(w, http.StatusBadRequest, 2001, "Invalid Input Provided: the time range cannot be longer than 6 months")
		return since, until, false
	}
	return since, until, true
}

func (s *Server) incidents(w http.ResponseWriter, r *http.Request, f Fault) {
	since, until, ok := s.span(w, r, 181*24*time.Hour)
	if !ok {
		return
	}
	all := s.World.Incidents
	from := sort.Search(len(all), func(i int) bool { return !all[i].Created.Before(since) })
	to := sort.Search(len(all), func(i int) bool { return all[i].Created.After(until) })
	list := all[from:max(from, to)]
	statuses := r.URL.Query()["statuses[]"]
	if slices.ContainsFunc(list, func(in *Incident) bool { return in.Deleted || !s.there(in.Created) }) || len(statuses) > 0 {
		list = slices.Clone(list)
		list = slices.DeleteFunc(list, func(in *Incident) bool {
			return in.Deleted || !s.there(in.Created) || len(statuses) > 0 && !slices.Contains(statuses, s.status(in))
		})
	}
	if r.URL.Query().Get("sort_by") != "created_at:asc" { // newest first
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	s.page(w, r, "incidents", len(list), func(i int) any { return s.incident(list[i]) }, f)
}

// status is an incident's as far as the world has come.
func (s *Server) status(in *Incident) string {
	if in.Status == "resolved" && !s.there(in.Resolved) {
		return "triggered"
	}
	return in.Status
}

func (s *Server) incident(in *Incident) object {
	service := s.World.Services[in.Service]
	out := object{
		"id": in.ID, "type": "incident", "incident_number": in.Number, "title": in.Title, "description": in.Title,
		"summary": fmt.Sprintf("[#%d] %s", in.Number, in.Title), "status": s.status(in), "urgency": in.Urgency,
		"created_at": in.Created.Format("2006-01-02T15:04:05Z"), "updated_at": in.Updated.Format("2006-01-02T15:04:05Z"),
		"last_status_change_at": in.Updated.Format("2006-01-02T15:04:05Z"), "resolved_at": nil, "priority": nil, "assignments": []object{}, "acknowledgements": []object{},
		"incident_key": in.Key, "service": s.ref("service", in.Service), "escalation_policy": s.ref("escalation_policy", in.Policy),
		"teams": []object{s.ref("team", service.Team)}, "assigned_via": "escalation_policy", "alert_counts": object{"all": 1 + in.Number%3, "triggered": 0, "resolved": 1},
		"resolve_reason": nil, "incident_type": object{"name": "incident_default"}, "pending_actions": []object{}, "is_mergeable": true,
		"html_url": "https://" + s.World.Subdomain + ".pagerduty.com/incidents/" + in.ID, "something_new": object{"nobody": []int{1, 2}}, "conference_bridge": nil,
		"last_status_change_by": s.ref("service", in.Service),
	}
	if in.Number%11 == 0 {
		out["service"] = object{"id": service.ID, "type": "service_reference", "summary": nil}
		out["escalation_policy"] = object{"id": s.World.Policies[service.Policy].ID, "type": "escalation_policy_reference", "summary": nil}
	}
	if in.Into != "" {
		out["resolve_reason"] = object{"type": "merge_resolve_reason", "incident": object{"id": in.Into, "type": "incident_reference"}}
	}
	if in.Priority != "" {
		out["priority"] = object{"id": "P" + in.Priority, "type": "priority_reference", "summary": in.Priority}
	}
	if s.status(in) == "resolved" {
		if in.Number%5 != 0 { // older ones lack it
			out["resolved_at"] = in.Resolved.Format("2006-01-02T15:04:05Z")
		}
		if in.ResolvedBy >= 0 {
			out["last_status_change_by"] = s.ref("user", in.ResolvedBy)
		}
		return out
	}
	acknowledged := []object{}
	for _, e := range in.Entries {
		switch {
		case e.Kind == "acknowledge_log_entry" && s.there(e.At):
			acknowledged = append(acknowledged, object{"at": e.At.Format(time.RFC3339), "acknowledger": s.ref("user", e.Agent)})
		case e.Kind == "unacknowledge_log_entry" && s.there(e.At):
			acknowledged = []object{}
		case e.Kind == "assign_log_entry":
			out["assignments"] = []object{{"at": e.At.Format(time.RFC3339), "assignee": s.ref("user", e.To[0])}}
		}
	}
	out["acknowledgements"] = acknowledged
	return out
}

// entries sends log entries, newest first: of all incidents, or of one.
func (s *Server) entries(w http.ResponseWriter, r *http.Request, f Fault, of *Incident) {
	since, until, ok := s.span(w, r, 0)
	if !ok {
		return
	}
	all := s.World.Entries
	if of != nil {
		all = of.Entries
	}
	from := sort.Search(len(all), func(i int) bool { return !all[i].At.Before(since) })
	to := sort.Search(len(all), func(i int) bool { return all[i].At.After(until) })
	list := all[from:max(from, to)]
	hidden := func(e *Entry) bool {
		return e.Incident.Deleted || !s.there(e.At) || of == nil && e.Incident.Hidden
	}
	if slices.ContainsFunc(list, hidden) {
		list = slices.DeleteFunc(slices.Clone(list), hidden)
	}
	zone := s.Zone
	if z := r.URL.Query().Get("time_zone"); z != "" || zone == nil {
		zone = time.UTC
	}
	n := len(list)
	s.page(w, r, "log_entries", n, func(i int) any { return s.entry(list[n-1-i], zone, of == nil) }, f)
}

func (s *Server) entry(e *Entry, zone *time.Location, named bool) object {
	layout := "2006-01-02T15:04:05Z07:00"
	if strings.HasSuffix(e.ID, "3") {
		layout = "2006-01-02T15:04:05.000000Z07:00"
	}
	out := object{
		"id": e.ID, "type": e.Kind, "summary": "Something by somebody", "self": "https://api.pagerduty.com/log_entries/" + e.ID, "html_url": nil,
		"created_at": e.At.In(zone).Format(layout), "agent": nil, "channel": nil, "teams": []object{}, "contexts": []object{},
		"service":  s.ref("service", e.Incident.Service),
		"incident": object{"id": e.Incident.ID, "type": "incident_reference", "summary": fmt.Sprintf("[#%d] %s", e.Incident.Number, e.Incident.Title)},
	}
	switch {
	case e.Agent >= 0:
		out["agent"] = s.ref("user", e.Agent)
		if e.Incident.Number%13 == 0 {
			out["agent"] = object{"id": s.World.Users[e.Agent].ID, "type": "user_reference", "summary": nil}
		}
	case e.Agent == -1:
		out["agent"] = s.ref("service", e.Incident.Service)
	case e.Agent == -2:
		out["agent"] = object{"id": "PI00001", "type": "integration_reference", "summary": "Events API v2"}
	}
	if e.Channel != "" {
		channel := object{"type": e.Channel}
		if e.Note != "" {
			channel["details"], channel["summary"] = object{"body": e.Note}, e.Note
		}
		out["channel"] = channel
	}
	if e.Note != "" {
		out["event_details"] = object{"description": e.Note}
	}
	if e.Kind == "notify_log_entry" {
		out["notification"] = object{"type": "sms", "address": e.Note, "status": "success"}
		out["user"] = object{"email": e.Note}
	}
	if e.Kind == "priority_change_log_entry" {
		out["channel"] = object{"type": "web_ui", "old_priority": object{"summary": "P4"}, "new_priority": object{"summary": e.Incident.Priority}}
		if e.Old+e.New != "" {
			out["channel"] = object{"type": e.Channel, "old_priority": priority(e.Old), "new_priority": priority(e.New)}
		}
	}
	if !e.Until.IsZero() {
		out["changed_actions"] = []object{{"type": "unacknowledge", "at": e.Until.In(zone).Format(layout)}}
	}
	if e.To != nil {
		to := []object{}
		for _, u := range e.To {
			to = append(to, s.ref("user", u))
		}
		out["assignees"] = to
	}
	return out
}

// priority is a reference to one, nil for none.
func priority(name string) any {
	if name == "" {
		return nil
	}
	return object{"type": "priority_reference", "summary": name}
}

// analytics answers POST /analytics/raw/incidents: resolved incidents alone, naive times, a cursor.
func (s *Server) analytics(w http.ResponseWriter, r *http.Request, f Fault) {
	var ask struct {
		Filters struct {
			From string `json:"created_at_start"`
			To   string `json:"created_at_end"`
		} `json:"filters"`
		Limit int    `json:"limit"`
		After string `json:"starting_after"`
		Zone  string `json:"time_zone"`
	}
	err := json.NewDecoder(r.Body).Decode(&ask)
	from, err2 := time.Parse(time.RFC3339, ask.Filters.From)
	to, err3 := time.Parse(time.RFC3339, ask.Filters.To)
	if err != nil || err2 != nil || err3 != nil || ask.Limit < 1 || ask.Limit > 1000 {
		s.refuse(w, http.StatusBadRequest, 2001, "Invalid Input Provided")
		return
	}
	after := 0
	if ask.After != "" {
		if n, err := fmt.Sscanf(ask.After, "cursor-%d", &after); n != 1 || err != nil {
			s.refuse(w, http.StatusBadRequest, 2001, "Invalid cursor")
			return
		}
	}
	rows := []object{}
	more, last := false, ""
	for _, in := range s.World.Incidents {
		if in.Created.Before(from) || !in.Created.Before(to) || in.Number <= after || s.status(in) != "resolved" || in.Deleted {
			continue
		}
		if len(rows) == ask.Limit {
			more = true
			break
		}
		last = fmt.Sprintf("cursor-%d", in.Number)
		rows = append(rows, s.row(in))
	}
	if f == MoreForever {
		more = true
	}
	out := object{"data": rows, "limit": ask.Limit, "last": last, "first": "cursor-0", "more": more, "time_zone": ask.Zone, "order": "asc", "order_by": "created_at"}
	if s.Echo != "" {
		out["time_zone"] = s.Echo
	}
	if last == "" {
		out["last"] = nil
	}
	s.write(w, out, f)
}

func (s *Server) row(in *Incident) object {
	service := s.World.Services[in.Service]
	out := object{
		"id": in.ID, "incident_number": in.Number, "description": in.Title, "service_id": service.ID, "service_name": service.Name,
		"team_id": s.World.Teams[service.Team].ID, "team_name": s.World.Teams[service.Team].Name, "created_at": in.Created.Format("2006-01-02T15:04:05"),
		"resolved_at": in.Resolved.Format("2006-01-02T15:04:05"), "urgency": in.Urgency, "priority_name": nil, "seconds_to_first_ack": nil,
		"seconds_to_resolve": in.Resolved.Sub(in.Created).Seconds(), "engaged_seconds": 0, "engaged_user_count": 0, "user_defined_effort_seconds": nil,
		"snoozed_seconds": 0, "escalation_count": 0, "resolved_by_user_id": nil, "resolved_by_user_name": nil, "auto_resolved": in.ResolvedBy < 0,
	}
	if in.Priority != "" {
		out["priority_name"] = in.Priority
	}
	for _, e := range in.Entries {
		if e.Kind == "acknowledge_log_entry" {
			out["seconds_to_first_ack"], out["engaged_seconds"], out["engaged_user_count"] = int(e.At.Sub(in.Created).Seconds()), int(in.Resolved.Sub(e.At).Seconds()), 1
			break
		}
	}
	if sum := in.Sums; sum != nil {
		out["seconds_to_first_ack"], out["engaged_seconds"], out["engaged_user_count"], out["snoozed_seconds"] = sum.ToAcknowledge, sum.Engaged, sum.EngagedUsers, sum.Snoozed
	}
	if in.ResolvedBy >= 0 {
		out["resolved_by_user_id"], out["resolved_by_user_name"] = s.World.Users[in.ResolvedBy].ID, s.World.Users[in.ResolvedBy].Name
	}
	return out
}
