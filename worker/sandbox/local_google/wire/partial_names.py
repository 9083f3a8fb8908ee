"""The names of the fields of the answers that are built, from the discovery document [D]."""

NAMES = """
accessRole additionalGuests allowedConferenceSolutionTypes anyoneCanAddSelf attendees attendeesOmitted
busy calendars colorId comment conferenceData conferenceId conferenceProperties conferenceSolution
conferenceSolutionKey createRequest created creator dataOwner date dateTime defaultReminders description
displayName domain email end entryPointType entryPoints errors etag eventType extendedProperties
focusTimeProperties groups guestsCanInviteOthers guestsCanModify guestsCanSeeOtherGuests hangoutLink
htmlLink iCalUID iconUri id items key kind label location locked method minutes name nextPageToken
nextSyncToken notes optional organizer originalStartTime outOfOfficeProperties overrides parameters
private reason recurrence recurringEventId reminders requestId resource responseStatus self sequence
shared signature source start status statusCode summary timeMax timeMin timeZone title transparency type
updated uri url useDefault value visibility workingHours workingLocationProperties
"""
KNOWN_NAMES = frozenset(NAMES.split())
