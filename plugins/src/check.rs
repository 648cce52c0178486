//! Scripts against signatures: does every declared function exist, with as many parameters?

use crate::{Script, fault};
use huashu_dsl::program::{Function, Program};
use huashu_dsl::{Code, Diagnostic, Message, SourceId, Span, listed};
use rhai::{AST, ParseError, Position};

/// A signature that its script does not keep.
pub(crate) const SIGNATURE: Code = Code("E0502");
/// A script that cannot be read.
const SYNTAX: Code = Code("E0510");
/// A script of a plugin that nobody declared.
const UNKNOWN: Code = Code("W0511");

/// A script with the place its text has among the sources.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub(crate) source: SourceId,
    pub(crate) script: &'a Script,
}

impl Placed<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source: self.source, start: at(start), end: at(end) }
    }

    /// The first line, for what concerns the whole script.
    fn first_line(&self) -> Span {
        self.span(0, self.script.text.find(['\r', '\n']).unwrap_or(self.script.text.len()))
    }

    /// The character at a position of rhai, or the end of the script.
    fn at(&self, position: Position) -> Span {
        let text = without_mark(&self.script.text);
        let mark = self.script.text.len() - text.len();
        let Some(line) = position.line() else {
            return self.span(mark + text.len(), mark + text.len());
        };
        let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let rest = text.get(line_start..).unwrap_or_default();
        let skip: usize =
            rest.chars().take(position.position().unwrap_or(1).saturating_sub(1)).map(char::len_utf8).sum();
        let width =
            rest.get(skip..).and_then(|t| t.chars().next()).filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let start = mark + line_start + skip;
        self.span(start, start + width)
    }
}

/// The script without the byte order mark that some editors write before it.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// What is wrong with a script that does not compile.
pub(crate) fn broken(placed: Placed<'_>, error: &ParseError) -> Diagnostic {
    let (zh, en) = fault::syntax(error);
    Diagnostic::new(
        SYNTAX,
        placed.at(error.position()),
        Message::new(format!("脚本读不懂：{zh}。"), format!("The script cannot be read: {en}.")),
    )
}

/// What is wrong where no plugin of this name is declared.
pub(crate) fn undeclared(program: &Program, placed: Placed<'_>) -> Diagnostic {
    let name = &placed.script.plugin;
    let zh = format!("没有声明插件“{name}”，这个脚本不会被用到。");
    let en = format!("No plugin `{name}` is declared, so this script is never used.");
    let mut known: Vec<&str> = program.functions.iter().map(|f| f.plugin.as_str()).collect();
    known.dedup();
    let known = listed(known);
    Diagnostic::new(UNKNOWN, placed.first_line(), Message::new(zh, en)).help(Message::new(
        format!("文件名要和 插件 的名字一样；已声明的有：{}。", known.zh),
        format!("A script is named like its plugin; declared are: {}.", known.en),
    ))
}

/// What is wrong where a plugin has no script. `function` is its first one.
pub(crate) fn no_script(function: &Function) -> Diagnostic {
    let name = &function.plugin;
    Diagnostic::new(
        SIGNATURE,
        function.span,
        Message::new(format!("插件“{name}”没有脚本。"), format!("Plugin `{name}` has no script.")),
    )
    .help(Message::new(
        format!("新建 plugins/{name}.rhai，写上 {}。", stub(function)),
        format!("Create `plugins/{name}.rhai` with `{}`.", stub(function)),
    ))
}

/// Checks one signature against the script of its plugin.
pub(crate) fn signature(function: &Function, placed: Placed<'_>, ast: &AST) -> Option<Diagnostic> {
    let same_name: Vec<usize> =
        ast.iter_functions().filter(|f| f.name == function.name).map(|f| f.params.len()).collect();
    if same_name.contains(&function.params.len()) {
        return None;
    }
    let (path, full) = (&placed.script.path, function.full_name());
    let Some(count) = same_name.first() else {
        return Some(
            Diagnostic::new(
                SIGNATURE,
                function.span,
                Message::new(
                    format!("脚本 {path} 里没有函数“{}”。", function.name),
                    format!("Script `{path}` has no function `{}`.", function.name),
                ),
            )
            .help(Message::new(
                format!("在 {path} 里加上 {}。", stub(function)),
                format!("Add `{}` to `{path}`.", stub(function)),
            )),
        );
    };
    let (name, params) = definition(placed, &function.name);
    Some(
        Diagnostic::new(
            SIGNATURE,
            params.unwrap_or(name),
            Message::new(
                format!("{full} 声明了 {} 个参数，脚本里是 {count} 个。", function.params.len()),
                format!(
                    "\"{full}\" is declared with {} parameters, the script takes {count}.",
                    function.params.len()
                ),
            ),
        )
        .label(function.span, Message::new("在这里声明", "declared here"))
        .help(Message::new(format!("改成 {}。", stub(function)), format!("Write `{}`.", stub(function)))),
    )
}

fn stub(function: &Function) -> String {
    let params: Vec<&str> = function.params.iter().map(|p| p.name.as_str()).collect();
    format!("fn {}({}) {{ … }}", function.name, params.join(", "))
}

/// Where `fn name(…)` stands: the name and the parameters within their brackets. The whole first line if it is not found.
fn definition(placed: Placed<'_>, name: &str) -> (Span, Option<Span>) {
    let text = placed.script.text.as_str();
    for (start, _) in text.match_indices(name) {
        let (before, after) =
            (text.get(..start).unwrap_or_default(), text.get(start + name.len()..).unwrap_or_default());
        let keyword = before.trim_end();
        let line = keyword.rsplit('\n').next().unwrap_or_default();
        let commented = line.contains("//");
        if commented
            || keyword.len() == before.len()
            || !ends_with_fn(keyword)
            || !after.trim_start().starts_with('(')
        {
            continue;
        }
        let end = start + name.len();
        let params = after.find(')').map(|close| placed.span(end, end + close + 1));
        return (placed.span(start, end), params);
    }
    (placed.first_line(), None)
}

fn ends_with_fn(text: &str) -> bool {
    text.strip_suffix("fn").is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}
