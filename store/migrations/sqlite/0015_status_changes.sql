-- What an index of statuses follows: which serials changed, in the order of the commits.

-- A serial whose status changed, noted by the transaction that changed it. One transaction writes at a time, so a higher number is of a later
-- commit. The oldest are deleted, never the newest, after which the next number is counted.
CREATE TABLE status_changes (
  number INTEGER NOT NULL PRIMARY KEY,
  issuer INTEGER NOT NULL,
  serial BLOB    NOT NULL CHECK (length(serial) = 16)
) STRICT;

CREATE TRIGGER intents_end_in_order AFTER UPDATE OF finalised_at, burnt_at ON intents BEGIN
  INSERT INTO status_changes (issuer, serial) VALUES (NEW.issuer, NEW.serial);
END;
CREATE TRIGGER intents_come_in_order AFTER INSERT ON intents WHEN NEW.finalised_at IS NOT NULL OR NEW.burnt_at IS NOT NULL BEGIN
  INSERT INTO status_changes (issuer, serial) VALUES (NEW.issuer, NEW.serial);
END;
CREATE TRIGGER revocations_come_in_order AFTER INSERT ON revocations BEGIN
  INSERT INTO status_changes (issuer, serial) VALUES (NEW.issuer, NEW.serial);
END;
CREATE TRIGGER revocations_change_in_order AFTER UPDATE ON revocations BEGIN
  INSERT INTO status_changes (issuer, serial) VALUES (NEW.issuer, NEW.serial);
END;
CREATE TRIGGER holds_begin_in_order AFTER INSERT ON holds BEGIN
  INSERT INTO status_changes (issuer, serial) VALUES (NEW.issuer, NEW.serial);
END;
CREATE TRIGGER holds_end_in_order AFTER UPDATE ON holds BEGIN
  INSERT INTO status_changes (issuer, serial) VALUES (NEW.issuer, NEW.serial);
END;
CREATE TRIGGER lost_serials_come_in_order AFTER INSERT ON lost_serials BEGIN
  INSERT INTO status_changes (issuer, serial) VALUES (NEW.issuer, NEW.serial);
END;
