-- Numbers that never begin again, also where a row is made anew by who waited for the old one to go; and
-- indexes for what is looked for among writes that are owed.

-- The default of `sequence` is computed before such a wait, and so without what was forgotten meanwhile.
-- Volatile, to see what was committed until now; and only ever after an insert, which is rare.
CREATE FUNCTION begin_above_forgotten() RETURNS trigger
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE followed_calendars SET sequence = highest_forgotten()
    WHERE user_id = NEW.user_id AND calendar_id = NEW.calendar_id AND sequence < highest_forgotten();
    RETURN NULL;
END $$;

CREATE TRIGGER followed_calendars_begin_above_forgotten AFTER INSERT ON followed_calendars
FOR EACH ROW EXECUTE FUNCTION begin_above_forgotten();

CREATE INDEX chores_of_user ON chores (user_id);
CREATE INDEX chores_of_event ON chores (calendar_id, event_id);
