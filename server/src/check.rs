//! `huashu check`: everything that is wrong with a shop, at once.

use crate::cli::{self, Colour};
use crate::release::prepare;
use crate::shop::{NotAShop, Shop};
use huashu_dsl::program::Program;
use huashu_dsl::render::{self, Color};
use huashu_dsl::{Diagnostic, Lang};
use std::io::IsTerminal;

/// What a command found: what it prints, and whether the shop passes.
#[derive(Debug)]
pub struct Report {
    /// For standard output.
    pub text: String,
    /// The verdict.
    pub verdict: Verdict,
}

/// Whether a shop passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Exit code 0.
    Passed,
    /// Exit code 1.
    Failed,
}

/// Checks the shop in a folder.
///
/// # Errors
/// Where the folder is no shop.
pub fn check(asked: &cli::Check) -> Result<Report, NotAShop> {
    let shop = Shop::load(&asked.dir)?;
    let lang = asked.lang.into();
    let (release, found) = prepare(&shop);
    let text = match &release {
        Some(release) if found.is_empty() => sound(&shop, &release.program, lang),
        _ => render(&shop, &found, lang, asked.color),
    };
    let failed = release.is_none() || (asked.fail_on_warnings && !found.is_empty());
    Ok(Report { text, verdict: if failed { Verdict::Failed } else { Verdict::Passed } })
}

/// The findings as people read them, under the paths of the files, with how many there are.
#[must_use]
pub fn render(shop: &Shop, found: &[Diagnostic], lang: Lang, colour: Colour) -> String {
    render::render(&shop.shown, found, lang, color(colour))
}

/// Whether to colour, where standard output is a terminal or not. `NO_COLOR` is heeded.
#[must_use]
pub fn color(colour: Colour) -> Color {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match colour {
        Colour::Always => Color::Always,
        Colour::Never => Color::Never,
        Colour::Auto if std::io::stdout().is_terminal() && !plain => Color::Always,
        Colour::Auto => Color::Never,
    }
}

fn sound(shop: &Shop, program: &Program, lang: Lang) -> String {
    // The last flow is the hidden one of 全局, the first four intents are built in.
    let flows = program.flows.len().saturating_sub(1);
    let steps: usize = program.flows.iter().take(flows).map(|f| f.steps.len()).sum();
    let intents = program.intents.iter().filter(|intent| intent.command.is_none()).count();
    let (faqs, tables, scripts) = (program.faqs.len(), program.tables.len(), shop.scripts.len());
    match lang {
        // Nothing is wrong with it, and it says nothing either.
        Lang::Zh if flows == 0 => {
            "没有发现问题，但这家店还没有流程：请在 flows/ 里写一个 .flow 文件。\n".into()
        }
        Lang::En if flows == 0 => {
            "No problems, but this shop has no flow yet: write a .flow file in flows/.\n".into()
        }
        Lang::Zh => format!(
            "没有发现问题：{flows} 个流程、{steps} 个步骤、{intents} 个意图、{faqs} 条问答、{tables} 张表、{scripts} 个插件脚本。\n"
        ),
        Lang::En => format!(
            "No problems: {}, {}, {}, {}, {}, {}.\n",
            counted(flows, "flow"),
            counted(steps, "step"),
            counted(intents, "intent"),
            counted(faqs, "answer"),
            counted(tables, "table"),
            counted(scripts, "plugin script"),
        ),
    }
}

/// `1 flow`, `2 flows`.
fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::cli::{Check, Colour, Language};
    use crate::scratch::Scratch;

    /// What a check says of a shop with this flow file.
    fn says(flow: &str, lang: Language) -> Result<String, Box<dyn std::error::Error>> {
        let dir = Scratch::new()?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/问.flow", &format!("语言版本 1\n{flow}"))?;
        let dir = dir.path().to_owned();
        Ok(check(&Check { dir, lang, color: Colour::Never, fail_on_warnings: false })?.text)
    }

    #[test]
    fn a_shop_without_a_flow_is_told_so() -> Result<(), Box<dyn std::error::Error>> {
        assert!(says("", Language::Zh)?.contains("还没有流程"));
        assert!(says("", Language::En)?.contains("no flow yet"));
        Ok(())
    }

    #[test]
    fn one_is_counted_as_one() -> Result<(), Box<dyn std::error::Error>> {
        let flow = "人工组 默认组\n流程 问 版本 1\n  触发 意图 内置.转人工\n  步骤 头\n    说 \"好\"\n    转人工 默认组\n";
        let said = says(flow, Language::En)?;
        assert!(said.starts_with("No problems: 1 flow, 1 step, 0 intents, 0 answers"), "{said}");
        Ok(())
    }
}
