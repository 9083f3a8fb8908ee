"""The names of the fields of the answers that are built, from the discovery document [D]."""

NAMES = """
accessRole additionalGuests allowedConferenceSolutionTypes anyoneCanAddSelf attendees attendeesOmitted
availableTimes backgroundColor busy calendars colorId comment conferenceData conferenceId
conferenceProperties conferenceSolution conferenceSolutionKey created createRequest creator dataOwner date
dateTime dayOfWeek defaultReminders deleted description displayName domain email end entryPoints
entryPointType errors etag eventType extendedProperties focusTimeProperties foregroundColor groups
guestsCanInviteOthers guestsCanModify guestsCanSeeOtherGuests hangoutLink hidden htmlLink iCalUID iconUri
id items key kind label location locked method minutes name nextPageToken nextSyncToken notes
notifications notificationSettings optional organizer originalStartTime outOfOfficeProperties overrides
parameters periodEnd periodStart primary private reason recurrence recurringEventId reminders requestId
resource responseStatus role scope selected self sequence shared signature source start status statusCode
summary summaryOverride timeMax timeMin timeZone title transparency type updated uri url useDefault value
visibility workingHours workingHoursEnabled workingLocationProperties
"""
KNOWN_NAMES = frozenset(NAMES.split())
