//! The process ends at every moment at which something of a turn is shown, by copies of what was on disk then.

use super::tests::{House, Office, Result, catch_up, said, words};
use super::{CaughtUp, Sight};
use crate::store::Store;
use std::path::Path;

/// What was on disk when the process ended, and what had been shown by then.
struct Wreck {
    house: House,
    shown: Vec<String>,
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let file = entry?.path();
        std::fs::copy(&file, to.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// Takes one message and gives what would be left by a crash before each of the things that are shown.
async fn wrecks(
    house: &House,
    conversation: &mut super::Conversation,
    text: &str,
    key: &str,
) -> Result<Vec<Wreck>> {
    let mut wrecks = Vec::new();
    let mut shown = Vec::new();
    let mut wrong = Vec::new();
    let body = words(conversation, text);
    let from = house.dir.path().join(".huashu");
    conversation
        .take(body, key, &mut |sight| {
            match House::build() {
                Ok(ruin) => {
                    wrong.extend(copy(&from, &ruin.dir.path().join(".huashu")).err());
                    wrecks.push(Wreck { house: ruin, shown: shown.clone() });
                }
                Err(error) => wrong.push(std::io::Error::other(error.to_string())),
            }
            if let Sight::Reply(part) = sight {
                shown.push(said(part));
            }
        })
        .await?;
    match wrong.into_iter().next() {
        Some(error) => Err(error.into()),
        None => Ok(wrecks),
    }
}

#[tokio::test]
async fn a_crash_before_anything_that_is_shown_loses_nothing() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut conversation = house.begin(&office.address)?;
    let first = wrecks(&house, &mut conversation, "我要退货", "m1").await?;
    let second = wrecks(&house, &mut conversation, "破了", "m2").await?;
    assert!(first.len() >= 2 && second.len() >= 4, "{} and {} moments", first.len(), second.len());
    let whole = [("为什么退？", first), ("工单 T-1。", second)];
    for (last, wrecks) in whole {
        for (moment, Wreck { house, shown }) in wrecks.into_iter().enumerate() {
            let mut after = house.resume(&office.address)?;
            let (caught, heard) = catch_up(&mut after).await?;
            assert_eq!(caught, CaughtUp::Done, "{last} at {moment}");
            assert_eq!(heard.last().map(String::as_str), Some(last), "after {shown:?}");
            let again = heard.iter().filter(|bubble| *bubble == last).count();
            assert_eq!(again, 1, "{heard:?}");
            assert_eq!(house.store()?.pending(after.session().conversation)?, []);
            assert_eq!(
                catch_up(&mut house.resume(&office.address)?).await?,
                (CaughtUp::NothingLeft, Vec::new())
            );
        }
    }
    let mut keys = office.keys_of("/tickets");
    keys.dedup();
    assert_eq!(keys.len(), 1, "one ticket, however often it was asked for");
    Ok(())
}

#[tokio::test]
async fn a_journal_that_cannot_be_read_is_asked_again() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut conversation = house.begin(&office.address)?;
    super::tests::say(&mut conversation, "我要退货", "m1").await?;
    let moments = wrecks(&house, &mut conversation, "破了", "m2").await?;
    let wreck = moments.into_iter().nth(1).ok_or("the bubble before the call")?.house;
    let mut store: Store = wreck.store()?;
    let key =
        office.keys_of("/tickets").first().and_then(|key| key.rsplit_once('-')).ok_or("a key")?.0.to_owned();
    store.record(&key, 0, b"another huashu")?;
    drop(store);
    let mut after = wreck.resume(&office.address)?;
    assert_eq!(catch_up(&mut after).await?.1.last().map(String::as_str), Some("工单 T-1。"));
    Ok(())
}
