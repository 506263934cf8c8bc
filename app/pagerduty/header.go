package pagerduty

import (
	"slices"
	"strings"
)

// A field is something that a column can hold.
type field int

const (
	ignored field = iota
	fID
	fNumber
	fTitle
	fStatus
	fUrgency
	fPriority
	fServiceID
	fService
	fTeam
	fPolicyID
	fPolicy
	fType
	fKey
	fCreated
	fAcknowledged
	fResolved
	fUpdated
	fSecondsToAck
	fSecondsToResolve
	fAckIDs
	fAckNames
	fAssignedIDs
	fAssignedNames
	fResolverID
	fResolver
	fAckCount
	fEscalations
	fAlerts
	fEngaged
	fEngagedUsers
	fEffort
	fSnoozed
	fMergedInto
	fAssignedVia
	fields // how many there are
)

// synonyms are the header names that PagerDuty's exports and tables made from its data use, in lower case with letters
// and digits only.
var synonyms = map[string]field{
	"id": fID, "incidentid": fID,
	"number": fNumber, "incidentnumber": fNumber, "": ignored,
	"title": fTitle, "description": fTitle, "incidenttitle": fTitle, "summary": fTitle, "incidentdescription": fTitle,
	"status":   fStatus,
	"urgency":  fUrgency,
	"priority": fPriority, "priorityname": fPriority, "prioritysummary": fPriority,
	"serviceid": fServiceID,
	"service":   fService, "servicename": fService, "servicesummary": fService,
	"team": fTeam, "teamname": fTeam, "teams": fTeam,
	"escalationpolicyid": fPolicyID,
	"escalationpolicy":   fPolicy, "escalationpolicyname": fPolicy, "escalationpolicysummary": fPolicy,
	"incidenttype": fType, "type": fType,
	"incidentkey": fKey, "dedupkey": fKey,
	"createdon": fCreated, "createdat": fCreated, "openedon": fCreated, "triggeredat": fCreated, "triggeredon": fCreated, "created": fCreated,
	"acknowledgedon": fAcknowledged, "acknowledgedat": fAcknowledged, "firstack": fAcknowledged,
	"firstacknowledgedat": fAcknowledged, "firstacknowledgedon": fAcknowledged, "firstackat": fAcknowledged,
	"resolvedon": fResolved, "resolvedat": fResolved,
	"updatedat": fUpdated, "updatedon": fUpdated,
	"secondstofirstack": fSecondsToAck, "secondstoacknowledge": fSecondsToAck, "meansecondstofirstack": fSecondsToAck,
	"secondstoresolve": fSecondsToResolve, "meansecondstoresolve": fSecondsToResolve,
	"acknowledgedbyuserids": fAckIDs, "acknowledgeduserids": fAckIDs,
	"acknowledgedbyids": fAckIDs, "assignedtoids": fAssignedIDs, "resolvedbyid": fResolverID,
	"acknowledgedbyusernames": fAckNames, "acknowledgedby": fAckNames, "acknowledgedusernames": fAckNames,
	"assignedtouserids": fAssignedIDs, "assigneduserids": fAssignedIDs,
	"assignedtousernames": fAssignedNames, "assignedto": fAssignedNames, "assignedusernames": fAssignedNames,
	"resolvedbyuserid":   fResolverID,
	"resolvedbyusername": fResolver, "resolvedby": fResolver, "resolveby": fResolver,
	"acknowledgecount": fAckCount, "acknowledgementcount": fAckCount,
	"escalationcount": fEscalations, "escalations": fEscalations,
	"alertcount":     fAlerts,
	"engagedseconds": fEngaged, "engagedusercount": fEngagedUsers,
	"userdefinedeffortseconds": fEffort, "effortseconds": fEffort, "snoozedseconds": fSnoozed,
	"mergedinto": fMergedInto, "assignedvia": fAssignedVia,
	// What pandas and Parquet make of the REST API's objects: incident_type.name and the like.
	"alertcountsall": fAlerts, "incidenttypename": fType, "resolvereasonincidentid": fMergedInto,
}

// spans are the names of lengths of time that say their unit behind them: "Time To Resolve (Minutes)". Without a unit such
// a column is not understood. Of one incident the mean time is its time.
var spans = map[string]field{
	"timetofirstack": fSecondsToAck, "timetoacknowledge": fSecondsToAck, "timetoack": fSecondsToAck,
	"meantimetofirstack": fSecondsToAck, "meantimetoacknowledge": fSecondsToAck, "meantimetoack": fSecondsToAck,
	"timetoresolve": fSecondsToResolve, "meantimetoresolve": fSecondsToResolve,
	"engagedtime": fEngaged, "timeengaged": fEngaged, "meanengagedtime": fEngaged, "meanengaged": fEngaged, "engaged": fEngaged,
	"userdefinedeffort": fEffort, "userdefinedeffortduration": fEffort, "snoozed": fSnoozed, "snoozedtime": fSnoozed,
}

// units are what stands in parentheses behind the name of a span, in seconds.
var units = map[string]int64{
	"seconds": 1, "second": 1, "secs": 1, "sec": 1, "s": 1, "minutes": 60, "minute": 60, "mins": 60, "min": 60, "m": 60,
	"hours": 3600, "hour": 3600, "hrs": 3600, "hr": 3600, "h": 3600,
}

// understand is the field that a header names, and by what its numbers are to be multiplied.
func understand(name string) (field, int64) {
	if strings.TrimSpace(name) == "#" {
		return fNumber, 1
	}
	n := normal(name)
	if f, ok := synonyms[n]; ok {
		return f, 1
	}
	base, unit, ok := strings.Cut(name, "(")
	if ok {
		if scale := units[normal(unit)]; scale > 0 {
			if f := spans[normal(base)]; f != ignored {
				return f, scale
			}
			if f := synonyms[normal(base)+"seconds"]; f != ignored {
				return f, scale
			}
			if f := synonyms[normal(base)]; scale == 1 && f != ignored { // "Seconds To Resolve (s)"
				return f, 1
			}
		}
	}
	for _, suffix := range [...]string{"seconds", "minutes", "hours"} {
		if base, ok := strings.CutSuffix(n, suffix); ok && spans[base] != ignored {
			return spans[base], units[suffix]
		}
	}
	return ignored, 1
}

// fieldNames are the names by which people know the fields, in the order in which a sheet lists them. Each is a header
// that is understood.
var fieldNames = [fields]string{
	fID: "id", fNumber: "number", fTitle: "title", fStatus: "status", fUrgency: "urgency", fPriority: "priority",
	fServiceID: "service_id", fService: "service", fTeam: "team", fPolicyID: "escalation_policy_id", fPolicy: "escalation_policy",
	fType: "incident_type", fKey: "incident_key", fCreated: "created_at", fAcknowledged: "acknowledged_at", fResolved: "resolved_at",
	fUpdated: "updated_at", fSecondsToAck: "seconds_to_first_ack", fSecondsToResolve: "seconds_to_resolve",
	fAckIDs: "acknowledged_by_ids", fAckNames: "acknowledged_by", fAssignedIDs: "assigned_to_ids", fAssignedNames: "assigned_to",
	fResolverID: "resolved_by_id", fResolver: "resolved_by", fAckCount: "acknowledge_count", fEscalations: "escalation_count",
	fAlerts: "alert_count", fEngaged: "engaged_seconds", fEngagedUsers: "engaged_user_count", fEffort: "effort_seconds",
	fSnoozed: "snoozed_seconds", fMergedInto: "merged_into", fAssignedVia: "assigned_via",
}

// FieldNames are the names of the fields that a column can be mapped to, in the order in which a sheet lists them.
func FieldNames() []string { return slices.Clone(fieldNames[1:]) }

// fieldNamed is the field of that name; ignored where there is none.
func fieldNamed(name string) field { return field(max(0, slices.Index(fieldNames[1:], name)+1)) }

// normal is a header as synonyms knows it: lower case, letters and digits only.
func normal(h string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, h)
}

// A header says which column holds which field: at[f] is the column's index, −1 where there is none.
type header struct {
	names      []string
	at         [fields]int
	scale      [fields]int64 // by what the field's numbers are multiplied
	kept       []field       // the fields in the order of their columns
	has        fieldSet
	everything bool // all columns are kept
	titled     bool // it has a title, or is the one table that PagerDuty writes without
}

// A fieldSet is a set of fields.
type fieldSet uint64

func (s fieldSet) has(f field) bool { return s&(1<<f) != 0 }

// isSummary says whether a header is "summary", which the REST API has beside the title: with the number in front.
func isSummary(name string) bool { return normal(name) == "summary" }

// match reads a header row. Of two columns for one field the first counts, and before both what mapping says; a summary
// is a title only where there is no other.
func match(names []string, mapping Mapping) header {
	h := header{names: names}
	for i := range h.at {
		h.at[i], h.scale[i] = -1, 1
	}
	mapped := mapping.fields()
	for i, n := range names {
		if f, ok := mapped[column(n)]; ok && f != ignored && h.at[f] < 0 {
			h.at[f] = i
			_, h.scale[f] = understand(n)
		}
	}
	for i, n := range names {
		f, scale := understand(n)
		if _, ok := mapped[column(n)]; ok || f == ignored {
			continue
		}
		if h.at[f] < 0 || f == fTitle && isSummary(names[h.at[f]]) && !isSummary(n) {
			h.at[f], h.scale[f] = i, scale
		}
	}
	for f, i := range h.at {
		if i >= 0 {
			h.kept = append(h.kept, field(f))
			h.has |= 1 << f
		}
	}
	slices.SortFunc(h.kept, func(a, b field) int { return h.at[a] - h.at[b] })
	h.titled = h.has.has(fTitle) || HeaderKey(names) == basicKey
	return h
}

// basicKey is the key of PagerDuty's basic CSV, which has no title.
var basicKey = HeaderKey([]string{"#", "Service", "Opened On", "Resolved On", "Resolve By", "Duration", "# Escalations"})

// keep says of each column whether it holds a field.
func (h *header) keep() []bool {
	keep := make([]bool, len(h.names))
	for i := range keep {
		keep[i] = h.everything
	}
	for _, f := range h.kept {
		keep[h.at[f]] = true
	}
	return keep
}

// keepAll keeps every column, understood or not, for a look at their values: cell i is column i's.
func (h *header) keepAll() { h.everything = true }

// missing names the columns without which a table is no incident table; empty if it is one.
func (h *header) missing() []string {
	out := []string{}
	if !h.has.has(fID) && !h.has.has(fNumber) {
		out = append(out, "id")
	}
	if !h.titled {
		out = append(out, "title")
	}
	if !h.has.has(fService) && !h.has.has(fServiceID) {
		out = append(out, "service")
	}
	if !h.has.has(fCreated) {
		out = append(out, "created_at")
	}
	return out
}
