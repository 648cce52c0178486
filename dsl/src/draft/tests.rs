//! A draft says after every edit what compiling anew says.

use super::{Draft, Reach};
use crate::check::tests::shop;
use crate::{Settings, compile};
use std::error::Error;

type Outcome = Result<(), Box<dyn Error>>;

/// Puts `text` and compares with a compilation of the same files.
fn put(draft: &mut Draft, path: &str, text: &str) -> Reach {
    let reach = draft.put(path, text);
    let anew = compile(draft.sources(), &Settings::default()).diagnostics;
    assert_eq!(draft.diagnostics(), anew, "{path} after {text}");
    reach
}

/// Every 25th line of a file taken out, put back, and written twice.
#[test]
fn an_edited_shop_says_what_a_new_one_says() -> Outcome {
    let sources = shop("")?;
    let mut draft = Draft::new(sources.clone(), Settings::default());
    let mut flows_only = 0;
    for (_, source) in sources.iter().filter(|(_, s)| s.path.ends_with(".flow") && !s.path.contains("内置"))
    {
        let lines: Vec<&str> = source.text.lines().collect();
        for at in (3..lines.len()).step_by(25) {
            let without = lines.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, l)| format!("{l}\n"));
            let twice =
                lines.iter().enumerate().map(|(i, l)| format!("{l}\n").repeat(1 + usize::from(i == at)));
            let edits: [String; 3] = [without.collect(), twice.collect(), source.text.clone()];
            flows_only +=
                edits.iter().filter(|text| put(&mut draft, &source.path, text) == Reach::Flows).count();
        }
    }
    assert!(flows_only > 8, "{flows_only}");
    Ok(())
}

#[test]
fn what_other_files_see_of_a_file_checks_the_shop() -> Outcome {
    let sources = shop("")?;
    let path = "催发货.flow";
    let text = sources.iter().find(|(_, s)| s.path == path).ok_or("no file")?.1.text.clone();
    let mut draft = Draft::new(sources, Settings::default());
    let cases = [
        ("结束 未超时", "结束 已催", Reach::Flows),
        ("流程 催发货", "流程 催一催", Reach::Shop),
        ("结果 未超时", "结果 没到点、未超时", Reach::Shop),
        ("触发 意图 催发货", "触发 意图 要退货", Reach::Shop),
    ];
    for (old, new, reach) in cases {
        assert!(text.contains(old), "{old}");
        assert_eq!(put(&mut draft, path, &text.replace(old, new)), reach, "{new}");
        put(&mut draft, path, &text);
    }
    assert_eq!(put(&mut draft, "新的.flow", "语言版本 1\n\n人工组 夜班组\n"), Reach::Shop);
    Ok(())
}
