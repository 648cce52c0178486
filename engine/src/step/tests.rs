//! Conversations on a small shop, as transcripts in `tests-data/step`; a case is added by adding lines there.

mod driver;

use driver::{Driver, Line, Shop};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Plays the inputs of a transcript and compares all of it.
fn check(transcript: &str) -> Outcome {
    let shop = Shop::new()?;
    let mut all = transcript.split("\n== ").next().unwrap_or_default().to_owned();
    for case in transcript.split("\n== ").skip(1) {
        let mut driver = Driver::new(&shop);
        let mut played = String::new();
        for line in case.lines() {
            match Line::parse(line) {
                Line::Shown => {}
                Line::Note => played.push_str(&format!("{line}\n")),
                Line::Input(input) => {
                    played.push_str(&format!("{line}\n"));
                    driver
                        .take(input)
                        .unwrap_or_else(|e| vec![format!("!! {e}")])
                        .into_iter()
                        .for_each(|shown| played.push_str(&format!("{shown}\n")));
                }
            }
        }
        all.push_str("\n== ");
        all.push_str(played.trim_end());
    }
    assert_eq!(all, transcript.trim_end());
    Ok(())
}

#[test]
fn transcripts() -> Outcome {
    check(include_str!("../../tests-data/step/回合.txt"))
}
