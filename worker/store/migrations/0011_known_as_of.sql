-- How new what is known of a calendar is: a question may be answered from it, without asking Google.

-- When the last reading that came to its end began. Null where an older version read it last.
ALTER TABLE followed_calendars ADD COLUMN known_as_of timestamptz;
