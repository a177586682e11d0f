//! Statements that say something else of what is paid, or of how the code was found, than was asked.

use phone_protocol::Payment;
use relying_party::Check;
use test_country::line;
use words::CodeMode;

use crate::country::payment;
use crate::forgeries::Changed;

/// Of which good answers.
const LOGIN: usize = 0;
const PAYMENT: usize = 3;

/// What the person is said to have paid, and chosen.
pub(crate) const PAID: &[Changed] = &[
    (PAYMENT, "the person paid nothing", Check::StatementContent, |_, parts| {
        parts.statement.display.payment = None;
    }),
    (LOGIN, "the person paid for nothing", Check::StatementContent, |_, parts| {
        parts.statement.display.payment = Some(payment());
    }),
    (PAYMENT, "the person paid another amount", Check::StatementContent, |_, parts| {
        parts.statement.display.payment = Some(Payment { amount: "12500.00".to_owned(), ..payment() });
    }),
    (PAYMENT, "the person paid in another currency", Check::StatementContent, |_, parts| {
        parts.statement.display.payment = Some(Payment { currency: "USD".to_owned(), ..payment() });
    }),
    (PAYMENT, "the person paid somebody else", Check::StatementContent, |_, parts| {
        parts.statement.display.payment = Some(Payment { payee: line("Somebody else"), ..payment() });
    }),
    (PAYMENT, "the person compared and did not choose", Check::StatementContent, |_, parts| {
        parts.statement.code.mode = CodeMode::Compare;
        parts.statement.code.decoys = None;
    }),
    (PAYMENT, "a decoy was the code", Check::Code, |_, parts| {
        parts.statement.code.value = Some("0815".to_owned());
        parts.statement.code.decoys = Some(["4711", "9042"].map(str::to_owned));
    }),
];
