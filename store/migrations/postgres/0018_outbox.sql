-- What leaves the country by itself: messages to be delivered, and where phones are woken.

-- The newest subscription of a phone, as the phone signed it; also one that says that it is not to be woken any more, so that an older
-- one does not come back. A newer one takes its place, which a trigger sees to.
CREATE TABLE push_subscriptions (
  device     BYTEA  NOT NULL PRIMARY KEY REFERENCES devices (id),
  iat        BIGINT NOT NULL,                           -- as it is signed
  jws        TEXT   NOT NULL,                           -- compact JWS, typ sign-subscription+jwt
  created_at BIGINT NOT NULL
);
-- With the rights of the owner: a door that inserts one takes the place of an older one of the same phone, and can delete no other.
CREATE FUNCTION newest_push_subscription() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  DELETE FROM push_subscriptions WHERE device = NEW.device AND iat <= NEW.iat;
  RETURN NEW;
END $$;
CREATE TRIGGER push_subscriptions_newest BEFORE INSERT ON push_subscriptions FOR EACH ROW
  EXECUTE FUNCTION newest_push_subscription();

-- Messages to be delivered; deleted when they are, or when their time is over.
CREATE TABLE outbox (
  number     BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel    TEXT   NOT NULL CHECK (channel IN ('push')),
  recipient  BYTEA  NOT NULL,                           -- of a push: the device
  about      BYTEA  NOT NULL,                           -- of a push: the session
  due_at     BIGINT NOT NULL,                           -- mutable: later while it is in somebody's hands, and after each failure
  attempts   BIGINT NOT NULL,                           -- how often it was taken; mutable
  expires_at BIGINT NOT NULL,                           -- from then on nobody needs it
  created_at BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_at, number);

-- The keys by which push services know this country (RFC 8292), the newest last. Insert only.
CREATE TABLE push_keys (
  number     BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  spki       BYTEA  NOT NULL,
  created_at BIGINT NOT NULL
);

-- A phone that was blocked is not woken any more.
CREATE FUNCTION end_pushes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  DELETE FROM push_subscriptions WHERE device = NEW.device;
  RETURN NULL;
END $$;
CREATE TRIGGER device_blocks_end_pushes AFTER INSERT ON device_blocks FOR EACH ROW EXECUTE FUNCTION end_pushes();

-- What else is counted for a while: the program alone says which kinds there are.
ALTER TABLE attempts DROP CONSTRAINT IF EXISTS attempts_kind_check;
