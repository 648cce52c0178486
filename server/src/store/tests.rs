use super::{Commit, Committed, Due, Store, StoreError};
use crate::scratch::Scratch;
use huashu_dsl::Hash;
use huashu_dsl::value::Instant;
use huashu_engine::ConversationId;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const ID: ConversationId = ConversationId([7; 16]);

fn later(effect: &[u8]) -> (Vec<u8>, Due) {
    (effect.to_vec(), Due::Later)
}

fn step<'a>(version: u64, dedupe: &'a str, state: &'a [u8], effects: &'a [(Vec<u8>, Due)]) -> Commit<'a> {
    Commit {
        conversation: ID,
        version,
        dedupe,
        at: Instant(1_000),
        structure: Hash([1; 16]),
        state,
        channel: 0,
        customer: "demo",
        wakes_at: Some(Instant(601_000)),
        event: b"event",
        effects,
        done: &[],
        fields: &[],
        arms: &[],
        pushes: &[],
    }
}

#[test]
fn a_step_is_there_after_opening_again() -> Result {
    let dir = Scratch::new()?;
    let path = dir.path().join("一/huashu.db");
    let effects = [later(b"reply"), later(b"call")];
    assert_eq!(Store::open(&path)?.commit(&step(0, "m1", b"s1", &effects))?, Committed::Done(1));
    let store = Store::open(&path)?;
    let stored = store.conversation(ID)?.ok_or("not stored")?;
    assert_eq!(
        (stored.version, stored.state.as_slice(), stored.wakes_at),
        (1, b"s1".as_slice(), Some(Instant(601_000)))
    );
    assert_eq!(store.latest()?, Some(stored));
    assert_eq!(
        store.pending(ID)?.iter().map(|p| p.effect.as_slice()).collect::<Vec<_>>(),
        [b"reply".as_slice(), b"call"]
    );
    Ok(())
}

#[test]
fn what_was_done_is_no_longer_pending() -> Result {
    let mut store = Store::in_memory()?;
    store.commit(&step(
        0,
        "m1",
        b"s1",
        &[later(b"a"), (b"now".to_vec(), Due::Now), later(b"b"), later(b"c")],
    ))?;
    let open = |store: &Store| {
        store.pending(ID).map(|all| all.iter().map(|p| (p.seq, p.ordinal)).collect::<Vec<_>>())
    };
    assert_eq!(open(&store)?, [(1, 0), (1, 2), (1, 3)]);
    store.commit(&Commit { done: &[(1, 0)], ..step(1, "m2", b"s2", &[]) })?;
    assert_eq!(open(&store)?, [(1, 2), (1, 3)]);
    store.performed(ID, &[(1, 2), (1, 0)], Instant(9_999))?;
    assert_eq!(open(&store)?, [(1, 3)]);
    assert_eq!(store.effects_since(ID, 1)?.len(), 4);
    assert_eq!(store.effects_since(ID, 2)?.len(), 0);
    Ok(())
}

#[test]
fn the_same_event_happens_once() -> Result {
    let mut store = Store::in_memory()?;
    store.commit(&step(0, "m1", b"s1", &[later(b"a")]))?;
    assert_eq!(store.commit(&step(0, "m1", b"other", &[]))?, Committed::Duplicate);
    assert_eq!(store.commit(&step(1, "m1", b"other", &[]))?, Committed::Duplicate);
    assert_eq!(store.conversation(ID)?.map(|s| (s.version, s.state)), Some((1, b"s1".to_vec())));
    Ok(())
}

#[test]
fn a_writer_with_an_old_version_changes_nothing() -> Result {
    let mut store = Store::in_memory()?;
    store.commit(&step(0, "m1", b"s1", &[]))?;
    store.commit(&step(1, "m2", b"s2", &[]))?;
    let kept = [("身高".to_owned(), b"165".to_vec())];
    for version in [0, 1, 3] {
        let late = Commit { fields: &kept, ..step(version, "late", b"late", &[]) };
        assert!(matches!(store.commit(&late), Err(StoreError::Fenced)), "{version}");
    }
    assert_eq!(store.conversation(ID)?.map(|s| s.state), Some(b"s2".to_vec()));
    assert_eq!(store.customer_fields("demo")?, []);
    assert_eq!(store.commit(&step(2, "late", b"s3", &[]))?, Committed::Done(3));
    Ok(())
}

#[test]
fn two_writers_of_one_file_do_not_both_win() -> Result {
    let dir = Scratch::new()?;
    let path = dir.path().join("huashu.db");
    let (mut one, mut two) = (Store::open(&path)?, Store::open(&path)?);
    one.commit(&step(0, "m1", b"s1", &[]))?;
    one.commit(&step(1, "m2", b"one", &[]))?;
    assert!(matches!(two.commit(&step(1, "m3", b"two", &[])), Err(StoreError::Fenced)));
    assert_eq!(two.conversation(ID)?.map(|s| s.state), Some(b"one".to_vec()));
    Ok(())
}

#[test]
fn an_answer_is_recorded_once_and_in_order() -> Result {
    let mut store = Store::in_memory()?;
    store.record("c-1-2-1", 0, b"first")?;
    store.record("c-1-2-1", 1, b"second")?;
    assert!(matches!(store.record("c-1-2-1", 1, b"again"), Err(StoreError::Fenced)));
    assert_eq!(store.journal("c-1-2-1")?, [b"first".to_vec(), b"second".to_vec()]);
    assert_eq!(store.journal("c-1-2-2")?, [[0_u8; 0]; 0]);
    Ok(())
}

#[test]
fn the_last_field_and_the_first_arm_stay() -> Result {
    let mut store = Store::in_memory()?;
    let fields = |value: &[u8]| [("身高".to_owned(), value.to_vec())];
    let arms = |arm: &str| [("换货挽留".to_owned(), arm.to_owned())];
    store.commit(&Commit { fields: &fields(b"165"), arms: &arms("甲"), ..step(0, "m1", b"s", &[]) })?;
    store.commit(&Commit { fields: &fields(b"170"), arms: &arms("乙"), ..step(1, "m2", b"s", &[]) })?;
    assert_eq!(
        store.customer_fields("demo")?.iter().map(|k| k.value.as_slice()).collect::<Vec<_>>(),
        [b"170"]
    );
    assert_eq!(store.customer_arms("demo")?, [("换货挽留".to_owned(), "甲".to_owned())]);
    assert_eq!(store.customer_arms("other")?, []);
    Ok(())
}

#[test]
fn pushes_are_counted_across_conversations() -> Result {
    let mut store = Store::in_memory()?;
    let sent = |at| [("开场".to_owned(), Instant(at))];
    store.commit(&Commit { pushes: &sent(5), ..step(0, "e1", b"s", &[]) })?;
    let other = ConversationId([8; 16]);
    store.commit(&Commit { conversation: other, pushes: &sent(9), ..step(0, "e1", b"s", &[]) })?;
    let both = [("开场".to_owned(), Instant(5)), ("开场".to_owned(), Instant(9))];
    assert_eq!(store.customer_pushes("demo")?, both);
    assert_eq!(store.customer_pushes("other")?, []);
    Ok(())
}

#[test]
fn a_newer_or_foreign_file_is_refused() -> Result {
    let dir = Scratch::new()?;
    let path = dir.path().join("huashu.db");
    Store::open(&path)?.connection.execute("INSERT INTO schema_version (version) VALUES (99)", [])?;
    assert!(matches!(Store::open(&path), Err(StoreError::Newer(99))));
    dir.write("no.db", &"this is not a database ".repeat(100))?;
    assert!(matches!(Store::open(&dir.path().join("no.db")), Err(StoreError::Database(_))));
    Ok(())
}
