-- Meetings that a command is moving: what is reserved for them already, and what becomes of it.

-- `mover_…`: the command that moves the event. Until it ends, the row keeps its old time and the new one.
-- `moved_from`: what it goes back to, if nothing was done.
-- `moved_to`: what stays of it once the meeting is there. Null: nothing, because the person is not needed at
-- the new time, or is kept for it by a row that came from a hold.
-- A release that does not know these columns leaves alone a row that has several times, as before. Where the
-- old time and the new one touch they are one to it: then it may correct such a row, and its mover, who finds
-- less there than it had left, sets it free.
ALTER TABLE reservations
    ADD COLUMN mover_user_id text,
    ADD COLUMN mover_command_id text,
    ADD COLUMN moved_from tstzmultirange,
    ADD COLUMN moved_to tstzmultirange,
    ADD CONSTRAINT reservations_moved_by CHECK (
        (mover_user_id IS NULL) = (mover_command_id IS NULL)
        AND (mover_user_id IS NULL) = (moved_from IS NULL)
        AND (moved_to IS NULL OR moved_from IS NOT NULL)
    );

CREATE INDEX reservations_of_mover ON reservations (mover_user_id, mover_command_id)
    WHERE mover_command_id IS NOT NULL;
