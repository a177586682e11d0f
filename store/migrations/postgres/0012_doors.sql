-- Relying parties whose protocol has no request that they sign: their door alone vouches for what it heard.

-- native: the relying party signed its request. Any other: `request` is what that door heard, in JSON.
ALTER TABLE sessions ADD COLUMN door TEXT NOT NULL DEFAULT 'native' CHECK (door IN ('native', 'mobile_id'));

-- Words with a blank between them: the doors that a relying party uses. One from before this migration signs its requests.
ALTER TABLE relying_parties ADD COLUMN doors TEXT NOT NULL DEFAULT 'native';

-- The telephone number of the device, by which some protocols name it; NULL where the officer said none. Never changes.
ALTER TABLE activations ADD COLUMN phone_number TEXT;
CREATE INDEX activations_at_number ON activations (phone_number) WHERE phone_number IS NOT NULL;
