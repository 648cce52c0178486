//! Findings that only follow from a file that could not be read: that file is reported, and they are not.

use huashu_dsl::program::{Function, Program};
use huashu_dsl::{Diagnostic, Sources, Span, follows_from_a_lost_file};

/// Leaves out of `found` what only follows from the files `lost`, by their paths below the shop's folder.
pub fn hold_back(sources: &Sources, lost: &[&str], found: &mut Vec<Diagnostic>) {
    found.retain(|finding| !lost.iter().any(|path| follows(sources, path, finding)));
}

/// Leaves out of `found` that a plugin has no script, where the script is among the files `lost`.
pub fn hold_back_scripts(program: &Program, lost: &[&str], found: &mut Vec<Diagnostic>) {
    let is_lost = |function: &Function| {
        let script = format!("{}.rhai", function.plugin);
        lost.iter().any(|path| path.rsplit('/').next() == Some(script.as_str()))
    };
    let spans: Vec<Span> = program.functions.iter().filter(|f| is_lost(f)).map(|f| f.span).collect();
    found.retain(|finding| finding.code.0 != "E0502" || !spans.contains(&finding.span));
}

fn follows(sources: &Sources, lost: &str, finding: &Diagnostic) -> bool {
    let name = lost.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, "rhai")) => false,
        _ if lost == "huashu.yaml" => false,
        // A table or a list without its rows, where the file is named.
        Some((_, "csv" | "xlsx" | "xls" | "ods" | "et")) => {
            matches!(finding.code.0, "E0401" | "E0421")
                && line_of(sources, finding.span).is_some_and(|line| line.contains(name))
        }
        // A flow, or a folder in which flows may be: whatever is missed may be declared there.
        _ => follows_from_a_lost_file(finding) || finding.code.0 == "W0511",
    }
}

/// The line in which a span begins.
fn line_of(sources: &Sources, span: Span) -> Option<&str> {
    let text = sources.get(span.source)?.text.as_str();
    let (before, behind) = text.split_at_checked(usize::try_from(span.start).ok()?)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = before.len() + behind.find('\n').unwrap_or(behind.len());
    text.get(start..end)
}

#[cfg(test)]
mod tests {
    use crate::release::prepare;
    use crate::scratch::Scratch;
    use crate::shop::Shop;

    const FLOW: &str = r#"语言版本 1

人工组 默认组

插件 工单
  写入 新建(原因: 文本) 得到 {工单号: 文本}
    时限 1 秒

表 满减档(合计额: 钱) 得到 {减: 钱?} 来自 "档.csv"

流程 问 版本 1
  触发 事件 没有的
  步骤 头
    说 "好"
    转人工 默认组
"#;

    /// The codes of what is found where this file is no text.
    fn found(flow: &str, lost: &str) -> Result<Vec<&'static str>, Box<dyn std::error::Error>> {
        let dir = Scratch::new()?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/问.flow", flow)?;
        dir.write("flows/档.csv", "合计额,减\n小于 200 元,20 元\n其他,无\n")?;
        dir.write("flows/别的.flow", "语言版本 1\n")?;
        dir.write("plugins/工单.rhai", "fn 新建(原因) { #{工单号: 原因} }\n")?;
        if !lost.is_empty() {
            std::fs::write(dir.path().join(lost), b"\xff")?;
        }
        let found = prepare(&Shop::load(dir.path())?).1;
        Ok(found.iter().filter(|d| d.is_error()).map(|d| d.code.0).collect())
    }

    #[test]
    fn a_file_that_cannot_be_read_is_one_finding_and_real_mistakes_stay()
    -> Result<(), Box<dyn std::error::Error>> {
        let sound = FLOW.replace("事件 没有的", "意图 内置.转人工");
        assert_eq!(found(&sound, "")?, [""; 0]);
        assert_eq!(found(FLOW, "")?, ["E0401"]);
        for lost in ["plugins/工单.rhai", "flows/档.csv", "flows/别的.flow"] {
            assert_eq!(found(&sound, lost)?, ["E0001"], "{lost}");
        }
        assert_eq!(found(FLOW, "flows/档.csv")?, ["E0001", "E0401"]);
        assert_eq!(found(FLOW, "flows/别的.flow")?, ["E0001"], "the event may be declared there");
        Ok(())
    }
}
