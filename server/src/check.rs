//! `huashu check`: everything that is wrong with a shop, at once.

use crate::cli::{self, Colour, Format};
use crate::fix::{Made, NotMended, fix};
use crate::release::{Release, prepare};
use crate::shop::Shop;
use crate::{explain, terminal};
use huashu_dsl::program::Program;
use huashu_dsl::render::{self, Color};
use huashu_dsl::{Code, Diagnostic, Lang};
use serde::Serialize;
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
/// Where the folder is no shop, or a fix cannot be written into it.
pub fn check(asked: &cli::Check) -> Result<Report, NotMended> {
    let made = if asked.fix { fix(&asked.dir)? } else { Vec::new() };
    let shop = Shop::load(&asked.dir)?;
    let (release, found) = prepare(&shop);
    let lang = asked.lang.into();
    let sources = shop.seen_from(&asked.dir);
    let text = match asked.format {
        Format::Human => human(asked, &shop, release.as_ref(), &made, &found),
        Format::Json => in_lines(&render::json::report(&sources, &found)),
        Format::Sarif => {
            in_lines(&render::sarif::log(&sources, &found, lang, &|code| explain::help(code, lang)))
        }
        Format::Github => render::github::lines(&sources, &found, lang),
    };
    let failed = release.is_none() || (asked.fail_on_warnings && !found.is_empty());
    Ok(Report { text, verdict: if failed { Verdict::Failed } else { Verdict::Passed } })
}

/// JSON for programs that people may look at.
fn in_lines(data: &impl Serialize) -> String {
    // Maps with other keys than texts cannot be written, and there are none.
    serde_json::to_string_pretty(data).unwrap_or_default() + "\n"
}

/// What was mended, what was found, and what to do next.
fn human(
    asked: &cli::Check,
    shop: &Shop,
    release: Option<&Release>,
    made: &[Made],
    found: &[Diagnostic],
) -> String {
    let lang = asked.lang.into();
    let mut text = mended(made, lang);
    match release {
        Some(release) if found.is_empty() => text.push_str(&sound(shop, &release.program, lang)),
        _ => {
            let (color, width) = (color(asked.color), terminal::width::of_screen(render::WIDTH));
            text.push_str(&render::render_within(&shop.seen_from(&asked.dir), found, lang, color, width));
            text.push_str(&next(found, lang));
        }
    }
    text
}

fn mended(made: &[Made], lang: Lang) -> String {
    if made.is_empty() {
        return String::new();
    }
    let lines: String = made.iter().map(|made| format!("  {}\n", made.told(lang))).collect();
    match lang {
        Lang::Zh => format!("改好了 {} 处：\n{lines}\n", made.len()),
        Lang::En => format!("Mended {}:\n{lines}\n", counted(made.len(), "finding")),
    }
}

/// What may be done about the findings.
fn next(found: &[Diagnostic], lang: Lang) -> String {
    let first = found.iter().find(|d| d.is_error()).or_else(|| found.first());
    let page = first.map(|d| d.code.0).filter(|code| explain::markdown(Code(code)).is_some());
    let mut text = match (page, lang) {
        (None, _) => String::new(),
        (Some(code), Lang::Zh) => format!("看一条的说明和例子：huashu explain {code}\n"),
        (Some(code), Lang::En) => format!("What one means, with examples: huashu explain {code} --lang en\n"),
    };
    match (render::mendable(found), lang) {
        (0, _) => {}
        (n, Lang::Zh) => text.push_str(&format!("其中 {n} 处能直接改好：huashu check --fix\n")),
        (n, Lang::En) => text.push_str(&format!("{n} can be mended at once: huashu check --fix\n")),
    }
    text
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
    use crate::cli::{Check, Colour, Format, Language};
    use crate::scratch::Scratch;

    /// What a check says of a shop with this flow file.
    fn says(flow: &str, lang: Language) -> Result<String, Box<dyn std::error::Error>> {
        let dir = Scratch::new()?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/问.flow", &format!("语言版本 1\n{flow}"))?;
        let dir = dir.path().to_owned();
        let (color, format) = (Colour::Never, Format::Human);
        Ok(check(&Check { dir, lang, color, format, fix: false, fail_on_warnings: false })?.text)
    }

    #[test]
    fn a_shop_without_a_flow_is_told_so() -> Result<(), Box<dyn std::error::Error>> {
        assert!(says("", Language::Zh)?.contains("还没有流程"));
        assert!(says("", Language::En)?.contains("no flow yet"));
        Ok(())
    }

    #[test]
    fn one_is_counted_as_one() -> Result<(), Box<dyn std::error::Error>> {
        let flow = "人工组 默认组\n流程 问 版本 1\n  触发 意图 内置.转人工\n  结果 好\n  步骤 头\n    说 \"好\"\n    结束 好\n";
        let said = says(flow, Language::En)?;
        assert!(said.starts_with("No problems: 1 flow, 1 step, 0 intents, 0 answers"), "{said}");
        Ok(())
    }
}
