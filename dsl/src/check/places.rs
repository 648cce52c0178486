//! Whatever is changed in the shipped shop, every place that the compiler names lies in its file, on whole characters.

use crate::render::{Color, render};
use crate::{Lang, Settings, Sources, Span, compile};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The shipped shop as path and text, data files included.
static SHIPPED: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let shop = super::tests::shop("").map_err(|e| e.to_string()).unwrap_or_default();
    shop.iter().skip(1).map(|(_, s)| (s.path.clone(), s.text.clone())).collect()
});

/// Where something that `pattern` describes stands in the shipped shop: the file, and the bytes.
fn found(pattern: &str) -> Vec<(usize, std::ops::Range<usize>)> {
    let pattern = regex::Regex::new(pattern).ok();
    let all = SHIPPED.iter().enumerate().filter(|(_, (path, _))| path.ends_with(".flow"));
    all.flat_map(|(i, (_, text))| {
        pattern.iter().flat_map(move |p| p.find_iter(text)).map(move |m| (i, m.range()))
    })
    .collect()
}

/// Every `{…}` in a line.
static HOLES: LazyLock<Vec<(usize, std::ops::Range<usize>)>> = LazyLock::new(|| found(r"\{[^{}\n]*\}"));
/// Every character.
static CHARS: LazyLock<Vec<(usize, std::ops::Range<usize>)>> = LazyLock::new(|| found(r"(?s)."));

/// The shipped shop with `new` at one place of it.
fn changed(file: usize, at: std::ops::Range<usize>, new: &str) -> Sources {
    let mut sources = Sources::new();
    for (i, (path, text)) in SHIPPED.iter().enumerate() {
        let mut text = text.clone();
        if i == file {
            text.replace_range(at.clone(), new);
        }
        sources.add(path.clone(), text);
    }
    sources
}

/// Compiles, and looks at every place that is named; then at what is shown of it.
fn places_are_whole(sources: &Sources) -> Result<(), TestCaseError> {
    let found = compile(sources, &Settings::default()).diagnostics;
    for d in &found {
        let edit = d.fix.iter().flat_map(|f| &f.edits).map(|e| e.span);
        let all = d.labels.iter().map(|l| l.span).chain([d.span]).chain(edit);
        let torn: Vec<Span> = all.filter(|span| sources.slice(*span).is_none()).collect();
        prop_assert!(torn.is_empty(), "{:?} of {:?}", torn, d);
    }
    prop_assert_eq!(render(sources, &found, Lang::Zh, Color::Never).is_empty(), found.is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_hole_of_any_form_is_placed(
        which in any::<prop::sample::Index>(),
        parts in proptest::collection::vec(prop::sample::select(vec![
            "单", "订单", "订单号", "金额", ".", "．", "。", "|", "｜", "元", "掩码", "　", " ", "：", "１", "e\u{301}", "𠮷", "{", "}", "\\", "“", "店铺",
        ]), 0..6),
        kept in any::<bool>(),
    ) {
        let (file, hole) = which.get(&HOLES).clone();
        let inner = SHIPPED.get(file).and_then(|(_, text)| text.get(hole.start + 1..hole.end - 1)).unwrap_or_default();
        let inner = if kept { inner } else { "" };
        places_are_whole(&changed(file, hole, &format!("{{{inner}{}}}", parts.concat())))?;
    }

    #[test]
    fn a_shop_changed_anywhere_is_placed(which in any::<prop::sample::Index>(), new in "[ -~：、。｜　（）“”是一元退}{]{0,3}") {
        let (file, at) = which.get(&CHARS).clone();
        places_are_whole(&changed(file, at, &new))?;
    }
}

#[test]
fn the_mark_before_a_missing_filter_is_shown() {
    for (text, mark) in
        [("“{单｜}”", "｜"), ("“{单|}”", "|"), ("“{单｜　}”", "｜"), ("“{}”", "{"), ("“{单.}”", ".")]
    {
        let mut sources = Sources::new();
        sources.add("a.flow", format!("流程 退 版本 1\n  结果 好\n  信息\n    单: 文本\n  步骤 开始\n    问 单 {text}\n      问满 3 次 → 转人工\n    结束 好\n"));
        let found = compile(&sources, &Settings::default()).diagnostics;
        let under: Vec<_> =
            found.iter().filter(|d| d.code.0 == "E0401").map(|d| sources.slice(d.span)).collect();
        assert_eq!(under, [Some(mark)], "{text}");
    }
}
