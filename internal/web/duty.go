package web

import "github.com/stammkunde/stammkunde/internal/care"

// lineHref is where the name in a line leads: to what waits where that has a page of its
// own, else to the customer.
func lineHref(step *care.Step) string {
	if f := step.Line.Facts.Duty; f != nil {
		switch step.Line.Occasion {
		case care.Enquiry:
			return enquiryURL(f.ID)
		case care.ProjectStep:
			return projectURL(f.Of)
		case care.Joint:
			return customerURL(step.Line.Customer) + "/vereinbarung"
		case care.Complaint, care.Content:
			return complaintURL(f.ID)
		case care.Suggested, care.Praised:
			return voiceURL(f.ID)
		case care.Thanks, care.Anniversary, care.Late, care.WinBack, care.Warning, care.Rest, care.Calm, care.Welcome, care.Promised, care.Callback, care.Visit: // at the customer
		}
	}
	return customerURL(step.Line.Customer)
}
