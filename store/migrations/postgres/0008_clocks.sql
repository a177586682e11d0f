-- Clocks that were wrong, and are right again.

-- When a pause was decided: one that was decided by a clock that ran ahead lasts as long as it was meant to.
ALTER TABLE prompt_pauses ADD COLUMN decided_at BIGINT NOT NULL DEFAULT 0;  -- 0: before this migration; mutable

-- What the processes' clocks show: each adds a row now and then, and compares. Only where several share a store.
CREATE TABLE clock_readings (
  id      BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  process BYTEA  NOT NULL CHECK (length(process) = 16),  -- drawn anew at each start
  at      BIGINT NOT NULL
);
