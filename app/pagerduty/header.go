package pagerduty

import "strings"

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
	fields // how many there are
)

// synonyms are the header names that PagerDuty's exports and tables made from its data use, in lower case with letters
// and digits only (pagerduty.md §2).
var synonyms = map[string]field{
	"id": fID, "incidentid": fID,
	"number": fNumber, "incidentnumber": fNumber, "": ignored,
	"title": fTitle, "description": fTitle, "incidenttitle": fTitle, "summary": fTitle,
	"status":   fStatus,
	"urgency":  fUrgency,
	"priority": fPriority, "priorityname": fPriority, "prioritysummary": fPriority,
	"serviceid": fServiceID,
	"service":   fService, "servicename": fService,
	"team": fTeam, "teamname": fTeam, "teams": fTeam,
	"escalationpolicyid": fPolicyID,
	"escalationpolicy":   fPolicy, "escalationpolicyname": fPolicy,
	"incidenttype": fType, "type": fType,
	"incidentkey": fKey, "dedupkey": fKey,
	"createdon": fCreated, "createdat": fCreated, "openedon": fCreated, "triggeredat": fCreated, "triggeredon": fCreated, "created": fCreated,
	"acknowledgedon": fAcknowledged, "acknowledgedat": fAcknowledged, "firstack": fAcknowledged,
	"firstacknowledgedat": fAcknowledged, "firstacknowledgedon": fAcknowledged, "firstackat": fAcknowledged,
	"resolvedon": fResolved, "resolvedat": fResolved,
	"updatedat": fUpdated, "updatedon": fUpdated,
	"secondstofirstack": fSecondsToAck, "timetofirstackseconds": fSecondsToAck,
	"secondstoresolve": fSecondsToResolve, "timetoresolveseconds": fSecondsToResolve,
	"acknowledgedbyuserids": fAckIDs, "acknowledgeduserids": fAckIDs,
	"acknowledgedbyusernames": fAckNames, "acknowledgedby": fAckNames, "acknowledgedusernames": fAckNames,
	"assignedtouserids": fAssignedIDs, "assigneduserids": fAssignedIDs,
	"assignedtousernames": fAssignedNames, "assignedto": fAssignedNames, "assignedusernames": fAssignedNames,
	"resolvedbyuserid":   fResolverID,
	"resolvedbyusername": fResolver, "resolvedby": fResolver, "resolveby": fResolver,
	"acknowledgecount": fAckCount, "acknowledgementcount": fAckCount,
	"escalationcount": fEscalations, "escalations": fEscalations,
	"alertcount":     fAlerts,
	"engagedseconds": fEngaged, "engagedusercount": fEngagedUsers,
	"userdefinedeffortseconds": fEffort, "snoozedseconds": fSnoozed,
	"mergedinto": fMergedInto,
}

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
	names []string
	at    [fields]int
}

// match reads a header row. Of two columns for one field the first counts.
func match(names []string) header {
	h := header{names: names}
	for i := range h.at {
		h.at[i] = -1
	}
	for i, n := range names {
		f := synonyms[normal(n)]
		if strings.TrimSpace(n) == "#" {
			f = fNumber
		}
		if f != ignored && h.at[f] < 0 {
			h.at[f] = i
		}
	}
	return h
}

// missing names the columns without which a table is no incident table; empty if it is one.
func (h header) missing() []string {
	out := []string{}
	if h.at[fID] < 0 && h.at[fNumber] < 0 {
		out = append(out, "id")
	}
	if h.at[fTitle] < 0 {
		out = append(out, "title")
	}
	if h.at[fService] < 0 && h.at[fServiceID] < 0 {
		out = append(out, "service")
	}
	if h.at[fCreated] < 0 {
		out = append(out, "created_on")
	}
	return out
}

// known is how many columns are understood.
func (h header) known() int {
	n := 0
	for _, i := range h.at {
		if i >= 0 {
			n++
		}
	}
	return n
}
