//! Which hash a change of the shop's text changes, and which it leaves alone.

use crate::check::tests::shop;
use crate::{Hashes, Settings, Sources, compile};
use std::error::Error;

type Outcome = Result<(), Box<dyn Error>>;

fn hashes(sources: &Sources) -> Result<Hashes, Box<dyn Error>> {
    let compiled = compile(sources, &Settings::default());
    let found: Vec<&str> = compiled.diagnostics.iter().map(|d| d.message.zh.as_str()).collect();
    compiled.program.map(|p| p.hashes).ok_or_else(|| format!("{found:?}").into())
}

/// The shop with every `old` replaced by `new` in one file.
fn edited(file: &str, old: &str, new: &str) -> Result<Sources, Box<dyn Error>> {
    let mut sources = shop(file)?;
    let text = shop("")?.iter().find(|(_, s)| s.path == file).ok_or("no such file")?.1.text.clone();
    if !text.contains(old) {
        return Err(format!("{file} has no {old}").into());
    }
    sources.add(file, text.replace(old, new));
    Ok(sources)
}

#[test]
fn each_change_changes_its_own_hash_only() -> Outcome {
    let whole = hashes(&shop("")?)?;
    let (returns, common) = ("退货退款.flow", "共用.flow");
    // Whether structure, wording, understanding stay the same.
    let cases = [
        (returns, "要退哪一单呢？", "退哪一单呀？", (true, false, true)),
        (common, "可与店铺券叠加", "能与店铺券叠加", (true, false, true)),
        (common, "- 我穿多大码", "- 我穿多大码\n    - 尺码怎么选", (true, true, false)),
        (common, "- 退货邮费要我付吗", "- 退货邮费我付吗", (true, true, false)),
        (common, "掉色", "褪色", (true, true, false)),
        (returns, " 还在路上\n", " 在路上呢\n", (false, true, true)),
        (returns, "{订单.商品}", "{订单.商品号}", (false, false, true)),
        (returns, "按钮 是 \"可以\"", "按钮 是 \"行\"", (true, false, true)),
        (returns, "显示 \"{商品} {金额|元}\"", "显示 \"{金额|元}的{商品}\"", (true, false, true)),
        (returns, "显示 \"{商品} {金额|元}\"", "显示 \"{商品}\"", (false, false, true)),
        (returns, "卡片 \"退货进度\"", "卡片 \"退货到哪了\"", (true, false, true)),
        (returns, "按钮 \"查看进度\"", "按钮 \"去看看\"", (true, false, true)),
        (returns, "附言 \"超期无理由 {订单号}\"", "附言 \"{订单号} 超期\"", (true, false, true)),
        (common, "按钮 \"帮我凑个单\"", "按钮 \"凑个单\"", (true, false, true)),
        ("双十一推送.flow", "最多 1 次", "最多 2 次", (false, true, true)),
        (returns, "语言版本 1\n", "语言版本 1\n# 多一行\n\n", (true, true, true)),
    ];
    for (file, old, new, same) in cases {
        let now = hashes(&edited(file, old, new)?).map_err(|e| format!("{new}: {e}"))?;
        let is = (
            now.structure == whole.structure,
            now.wording == whole.wording,
            now.understanding == whole.understanding,
        );
        assert_eq!(is, same, "{old} → {new}");
    }
    Ok(())
}

#[test]
fn the_english_twin_is_the_same_program() -> Outcome {
    let mut twin = shop("退货退款.flow")?;
    twin.add("returns_en.flow", include_str!("../../tests-data/returns_en.flow"));
    assert_eq!(hashes(&twin)?, hashes(&shop("")?)?);
    Ok(())
}

#[test]
fn the_order_of_files_changes_nothing() -> Outcome {
    let whole = shop("")?;
    let mut files: Vec<_> = whole.iter().skip(1).map(|(_, s)| s.clone()).collect();
    files.reverse();
    let mut reversed = Sources::new();
    for file in files {
        reversed.add(file.path, file.text);
    }
    assert_eq!(hashes(&reversed)?, hashes(&whole)?);
    Ok(())
}
