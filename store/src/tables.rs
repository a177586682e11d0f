//! The tables: one file each, with the row's struct, its reads (`impl Reads`) and its writes (`impl Transaction`).
//!
//! **One more table**: a file here, its line below, and its DDL in `migrations/`.

/// The file of each table, with what it exports, and what an inventory counts: the table's name, the schema that brought it, and how
/// its rows are counted. A file holds the tables that are written together.
macro_rules! tables {
    ($($file:ident: $($table:ident $schema:literal),+ $(=> $($export:ident),+)?;)+) => {
        $(
            pub(crate) mod $file;
            $(pub use $file::{$($export),+};)?
        )+

        pub(crate) const TABLES: &[(i64, &str, &str)] = &[$($(
            ($schema, stringify!($table), concat!("SELECT count(*) AS number FROM ", stringify!($table))),
        )+)+];
    };
}

tables! {
    act_jtis: act_jtis 13;
    activations: activation_secrets 1, activations 1 => Activation, ActivationFailures, ActivationTerms, ActivationUse;
    acts: acts 1 => ActRow;
    attempts: attempts 9 => Attempts;
    cancellations: cancellations 1;
    certificates: certificates 1 => IssuedCertificate;
    clock_readings: clock_readings 8 => ClockReading;
    crls: crls 1 => CrlEntry, StoredCrl;
    device_blocks: device_blocks 1 => DeviceBlock;
    device_links: claims 21, device_links 21 => ClaimRow, DeviceLink;
    device_secrets: device_secrets 1 => DeviceSecret;
    devices: devices 1 => Device;
    enrolment_requests: enrolment_requests 1 => EnrolmentRequest;
    holds: holds 1 => Hold;
    intents: intents 1 => Intent, IntentReceipt, NewIntent;
    issuers: issuers 1 => Issuer, ROOT_ROLE;
    jobs: jobs 1 => CrlShard, JOB_LEASE_SECONDS, Job, MAX_PROBLEM;
    key_lists: key_lists 1 => KeyListRow;
    leases: leases 3 => Lease;
    leaves: leaves 1, leaf_queue 2 => StoredLeaf;
    log: log_checkpoint 2, log_entries 2 => LogCheckpoint, LogEntry;
    log_hashes: log_hashes 22;
    lost_serials: lost_serials 4 => LostSerial;
    messages: messages 1, unlocks 1 => Message;
    meta: meta 1;
    officers: officers 1 => Officer;
    open_sessions: open_sessions 13;
    outbox: outbox 18 => DELIVERY_LEASE_SECONDS, Outgoing;
    outcomes: outcomes 1 => Outcome, Signatures;
    pending_acts: act_confirmations 10, pending_acts 10 => ActAnswer, ActConfirmation, PendingAct, WaitingAct;
    persons: persons 1 => Person;
    pin_tries: pin_tries 5 => PinTry;
    prompts: person_pauses 17, prompt_pauses 6 => PausedParty, Prompt, PromptSpan, Prompts;
    push_subscriptions: push_keys 18, push_subscriptions 18 => PushSubscription, PushTarget;
    relying_parties: relying_parties 1 => RelyingParty;
    relying_party_looks: relying_party_looks 7 => LookTaken;
    replies: replies 1 => Reply, Verdict;
    reports: report_pauses 17, reports 17 => Reported, ReportedParty;
    revocations: revocations 1 => Revocation;
    sessions: sessions 1 => OpenStatement, Session, SessionView;
    shares: shares 5 => ReleasedShare;
    signer_requests: signer_requests 1 => SignerRequest;
    statements: statements 1 => StoredStatement;
    status_changes: status_changes 15;
    wishes: wishes 19 => NO_RELYING_PARTY, WishRow;
}
