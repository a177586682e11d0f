//! Several documents, and those that lie elsewhere: what the person is given to read, and what is signed of it.

use std::sync::{Arc, Mutex};

use phone_protocol::Pin;
use phone_terminal::{Decision, Ending, Error, Event, Interaction, Phone, PinPrompt, Prompt, ReadDocument};
use test_country::{DOCUMENT, World};

use crate::support::{Disk, Service, pins};

/// A person who decides so, and what they were given.
struct Reader {
    decision: Decision,
    given: Mutex<Vec<Vec<u8>>>,
    events: Mutex<Vec<String>>,
    prompts: Mutex<Vec<Prompt>>,
}

impl Interaction for Reader {
    fn decide(&self, prompt: &Prompt) -> Decision {
        self.prompts.lock().unwrap().push(prompt.clone());
        self.decision.clone()
    }

    fn pin(&self, _prompt: &PinPrompt) -> Option<Pin> {
        Some(pins().signature)
    }

    fn give(&self, document: &ReadDocument) -> bool {
        self.given.lock().unwrap().push(document.file.clone());
        true
    }

    fn tell(&self, event: &Event) {
        self.events.lock().unwrap().push(format!("{event:?}"));
    }
}

/// What comes of a request with a person who decides so.
async fn handled(
    service: &Arc<Service>,
    phone: &mut Phone,
    decision: Decision,
) -> (Result<Ending, Error>, Arc<Reader>) {
    let given = Mutex::default();
    let reader = Arc::new(Reader { decision, given, events: Mutex::default(), prompts: Mutex::default() });
    let session = phone.poll(0).await.unwrap().sessions.remove(0);
    let interaction: Arc<dyn Interaction> = Arc::<Reader>::clone(&reader);
    let ending = phone.handle(&session, &interaction).await;
    let outcome = service.outcome(session.statement().session);
    assert_eq!(outcome.is_some(), matches!(ending, Ok(Ending::Signed(_))), "{outcome:?}");
    (ending, reader)
}

async fn enrolled(service: &Arc<Service>) -> Phone {
    let mut phone = service.phone(Disk::default());
    phone.enrol(&service.activation(), &pins()).await.unwrap();
    phone
}

#[tokio::test]
async fn a_document_is_given_to_be_read_if_it_is_exactly_what_would_be_signed() {
    let service = Service::new();
    let mut phone = enrolled(&service).await;
    service.put(DOCUMENT);
    service.open(must_be_read);
    let (ending, reader) = handled(&service, &mut phone, Decision::Sign).await;
    assert_eq!(ending.unwrap(), Ending::Signed("completed".to_owned()));
    assert_eq!(*reader.given.lock().unwrap(), [DOCUMENT]);
    assert!(reader.prompts.lock().unwrap()[0].displayed.documents[0].opened);
}

#[tokio::test]
async fn another_file_than_would_be_signed_is_refused() {
    let service = Service::new();
    let mut phone = enrolled(&service).await;
    let mut other = DOCUMENT.to_vec();
    other[3] ^= 1;
    for file in [other.as_slice(), &DOCUMENT[1..], b""] {
        service.put(file);
        service.open(World::located_request);
        let (ending, reader) = handled(&service, &mut phone, Decision::Sign).await;
        assert_eq!(ending.unwrap(), Ending::Left);
        assert!(reader.given.lock().unwrap().is_empty() && reader.prompts.lock().unwrap().is_empty());
        let events = reader.events.lock().unwrap();
        assert!(events[0].starts_with("Unacceptable") && events[0].contains("document 1"), "{events:?}");
    }
    assert_eq!(service.pin_tries(), 0);
}

#[tokio::test]
async fn what_cannot_be_fetched_is_not_called_read() {
    let service = Service::new();
    let mut phone = enrolled(&service).await;
    service.open(World::located_request);
    let (ending, reader) = handled(&service, &mut phone, Decision::Sign).await;
    assert_eq!(ending.unwrap(), Ending::Signed("completed".to_owned()), "nobody wants it to be read");
    assert!(!reader.prompts.lock().unwrap()[0].displayed.documents[0].opened);
    service.open(must_be_read);
    let (ending, _) = handled(&service, &mut phone, Decision::Sign).await;
    assert!(ending.unwrap_err().to_string().contains("must be opened first"));
}

#[tokio::test]
async fn the_person_sees_all_documents_and_strikes_some_out() {
    let service = Service::new();
    let mut phone = enrolled(&service).await;
    service.open(World::batch_request);
    let (ending, reader) = handled(&service, &mut phone, Decision::SignBut(vec![1])).await;
    assert_eq!(ending.unwrap(), Ending::Signed("completed".to_owned()));
    let english = faces::Catalogue::of_terminals(faces::Language::English);
    let (lines, question) = {
        let prompts = reader.prompts.lock().unwrap();
        (prompts[0].lines(english).join("\n"), prompts[0].question(english, 1))
    };
    for part in
        ["Document 1 of 3", "I agree.", "Document 2 of 3", "known only", "Document 3 of 3", "loan.pdf"]
    {
        assert!(lines.contains(part), "{part} is missing in\n{lines}");
    }
    assert_eq!(question, "Sign these 2 documents?");
    // Nothing signed is a refusal, which is another message.
    service.open(World::batch_request);
    let (ending, _) = handled(&service, &mut phone, Decision::SignBut(vec![0, 1, 2])).await;
    assert!(ending.unwrap_err().to_string().contains("nothing signed is a refusal"));
}

fn must_be_read(world: &World) -> phone_protocol::SignatureRequest {
    let mut request = world.located_request();
    request.documents[0].must_open = true;
    request
}
