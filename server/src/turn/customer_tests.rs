//! Conversations while the system that knows the customers is not there.

use super::tests::{House, Office, Result, say};
use huashu_engine::Phase;
use std::net::TcpListener;

/// An address at which nobody listens.
fn nowhere() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

#[tokio::test]
async fn a_system_that_went_away_is_remembered_by_its_last_answer() -> Result {
    let (house, office) = (House::with_customers()?, Office::open()?);
    say(&mut house.begin(&office.address)?, "我要退货", "m1").await?;
    let mut after = house.resume(&nowhere()?)?;
    let heard = say(&mut after, "破了", "m2").await?;
    assert_eq!(heard.first().map(String::as_str), Some("金卡顾客，马上登记。"));
    Ok(())
}

#[tokio::test]
async fn only_declared_fields_are_kept() -> Result {
    let (house, office) = (House::with_customers()?, Office::open()?);
    say(&mut house.begin(&office.address)?, "我要退货", "m1").await?;
    assert_eq!(house.store()?.last_answer("demo")?.as_deref(), Some(r#"{"等级":"金"}"#));
    Ok(())
}

#[tokio::test]
async fn a_customer_of_whom_nothing_was_ever_known_is_given_to_a_person() -> Result {
    let house = House::with_customers()?;
    let mut conversation = house.begin(&nowhere()?)?;
    assert_eq!(
        say(&mut conversation, "我要退货", "m1").await?,
        ["系统有点忙，请稍后再试，或者说“转人工”。", "转人工"]
    );
    assert!(matches!(conversation.session().phase, Phase::Human(_)));
    assert_eq!(say(&mut conversation, "在吗", "m2").await?, [""; 0]);
    Ok(())
}
