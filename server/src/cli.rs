//! The command line of `huashu`.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// How help is laid out.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// 话术：用中文写客服流程，像编译器一样检查，像数据库一样运行 (dialogue flows for customer service)
#[derive(Debug, Parser)]
#[command(name = "huashu", version, max_term_width = 100)]
#[command(subcommand_help_heading = "命令", help_template = TEMPLATE, disable_help_subcommand = true)]
#[command(override_usage = "huashu <命令> [选项]")]
#[command(disable_help_flag = true, disable_version_flag = true)]
#[command(after_help = "退出码：0 正常，1 有发现（检查出错、测试不过），2 用法或环境不对")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// 看说明 (help)
    #[arg(short, long, action = ArgAction::Help, global = true, help_heading = "选项")]
    help: Option<bool>,
    /// 看版本 (version)
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 检查一家店：流程、数据表、插件、huashu.yaml，一次报出所有问题 (check a shop)
    Check(Check),
    /// 说明检查报的一条：什么意思，写错的和改好的例子 (explain a finding)
    Explain(Explain),
    /// 把流程文件排成统一的样子，注释都留着，意思不变 (format flows)
    Fmt(Fmt),
    /// 把流程从 .flow 转成 YAML，或转回来 (convert flows to YAML and back)
    Convert(Convert),
    /// 打印 YAML 流程或 huashu.yaml 的 JSON Schema，给编辑器用 (print a JSON Schema for editors)
    Schema(Schema),
    /// 在终端里和这家店对话 (talk to a shop in the terminal)
    Chat(Chat),
    /// 跑对话测试 tests/conversations/*.chat (run conversation tests)
    Test(Test),
    /// 把一个流程，或者整家店，画成图 (draw a flow, or the whole shop)
    Graph(Graph),
    /// 单独打开示例后台：订单、工单、物流的假系统 (run the demo shop's systems)
    DemoShop(DemoShop),
}

/// `huashu check`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu check [选项] [文件夹]")]
pub struct Check {
    /// 店铺文件夹 (the shop's folder)
    #[arg(value_name = "文件夹", default_value = ".", help_heading = "参数")]
    pub dir: PathBuf,
    /// 用哪种语言报告 (language of messages)
    #[arg(long, value_enum, value_name = "语言", default_value_t = Language::Zh)]
    pub lang: Language,
    /// 要不要颜色 (colours)
    #[arg(long, value_enum, value_name = "颜色", default_value_t = Colour::Auto)]
    pub color: Colour,
    /// 有提醒也算不通过 (warnings fail too)
    #[arg(long)]
    pub fail_on_warnings: bool,
    /// 给谁看：人、程序、代码托管网站 (for whom)
    #[arg(long, value_enum, value_name = "格式", default_value_t = Format::Human)]
    pub format: Format,
    /// 有把握的直接改进文件，再报剩下的 (make the fixes that are sure)
    #[arg(long)]
    pub fix: bool,
}

/// `huashu explain`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu explain [选项] [代号]")]
pub struct Explain {
    /// 哪一条，如 E0301；不写就列出全部 (which one; all of them are listed without it)
    #[arg(value_name = "代号", help_heading = "参数")]
    pub code: Option<String>,
    /// 用哪种语言 (language)
    #[arg(long, value_enum, value_name = "语言", default_value_t = Language::Zh)]
    pub lang: Language,
    /// 要不要颜色 (colours)
    #[arg(long, value_enum, value_name = "颜色", default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// `huashu fmt`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu fmt [选项] [路径]...")]
pub struct Fmt {
    /// 店铺文件夹、别的文件夹或 .flow 文件；`-` 读标准输入，写到标准输出 (a shop, a folder or files; `-` is standard input)
    #[arg(value_name = "路径", default_value = ".", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 只看排好了没有，不改文件；没排好就列出来，退出码 1 (only say what would change)
    #[arg(long)]
    pub check: bool,
    /// 关键字换成中文或英文，店里的名字和话不变 (the language of keywords)
    #[arg(long, value_enum, value_name = "语言")]
    pub keywords: Option<Language>,
    /// 用哪种语言报告 (language of messages)
    #[arg(long, value_enum, value_name = "语言", default_value_t = Language::Zh)]
    pub lang: Language,
    /// 要不要颜色 (colours)
    #[arg(long, value_enum, value_name = "颜色", default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// `huashu convert`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu convert [选项] <文件或文件夹>…")]
pub struct Convert {
    /// 流程文件，或里面有流程的文件夹 (flows, or folders of them)
    #[arg(value_name = "文件或文件夹", required = true, help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 转成哪种写法；不写就转成另一种 (into which form; the other one without it)
    #[arg(long, value_enum, value_name = "写法")]
    pub to: Option<FlowForm>,
    /// .flow 用哪种语言的关键字 (language of the keywords of .flow)
    #[arg(long, value_enum, value_name = "语言", default_value_t = Language::Zh)]
    pub keywords: Language,
    /// 写到哪个文件或文件夹，- 是打印出来；不写就放在原文件旁边 (where to; - prints)
    #[arg(short, long, value_name = "路径")]
    pub output: Option<PathBuf>,
    /// 盖掉已有的文件 (write over files that are there)
    #[arg(long)]
    pub force: bool,
    /// 用哪种语言报告 (language of messages)
    #[arg(long, value_enum, value_name = "语言", default_value_t = Language::Zh)]
    pub lang: Language,
    /// 要不要颜色 (colours)
    #[arg(long, value_enum, value_name = "颜色", default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// 写法 (a form of flows)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FlowForm {
    /// YAML
    Yaml,
    /// .flow
    Flow,
}

impl From<FlowForm> for huashu_dsl::Form {
    fn from(form: FlowForm) -> Self {
        match form {
            FlowForm::Yaml => Self::Yaml,
            FlowForm::Flow => Self::Flow,
        }
    }
}

/// `huashu schema`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu schema [flow|config]")]
pub struct Schema {
    /// 哪一种文件 (of which files)
    #[arg(value_enum, value_name = "文件", default_value_t = SchemaOf::Flow, help_heading = "参数")]
    pub of: SchemaOf,
}

/// 文件 (files that have a schema)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// YAML 写的流程 (flows as YAML)
    Flow,
    /// huashu.yaml
    Config,
}

/// `huashu chat`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu chat [选项] [文件夹]")]
pub struct Chat {
    /// 店铺文件夹 (the shop's folder)
    #[arg(value_name = "文件夹", default_value = ".", help_heading = "参数")]
    pub dir: PathBuf,
    /// 接着上次聊；写会话号就接着那一次 (go on with the last conversation, or with this one)
    #[arg(long, value_name = "会话号", num_args = 0..=1, default_missing_value = "")]
    pub resume: Option<String>,
    /// 以哪位顾客的身份 (who is talking)
    #[arg(long, value_name = "顾客号", default_value = "demo")]
    pub customer: String,
    /// 哪个渠道，不写就按 huashu.yaml (the channel)
    #[arg(long, value_name = "渠道")]
    pub channel: Option<String>,
    /// 不要颜色和框线 (no colours, no boxes)
    #[arg(long)]
    pub plain: bool,
    /// 数据文件，不写就在店铺的 .huashu/huashu.db (the database)
    #[arg(long, value_name = "文件")]
    pub data: Option<PathBuf>,
}

/// `huashu test`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu test [选项] [路径]")]
pub struct Test {
    /// 店铺文件夹，或其中的 .chat 文件或文件夹 (a shop, or conversations in it)
    #[arg(value_name = "路径", default_value = ".", help_heading = "参数")]
    pub path: PathBuf,
    /// 把店铺这次的回答写成新的期望 (rewrite what was recorded)
    #[arg(long)]
    pub accept: bool,
    /// 只跑标题里有这些字的对话 (only conversations with this in their title)
    #[arg(short = 'k', long = "filter", value_name = "标题")]
    pub filter: Option<String>,
    /// 用哪种语言报告 (language of messages)
    #[arg(long, value_enum, value_name = "语言", default_value_t = Language::Zh)]
    pub lang: Language,
    /// 要不要颜色 (colours)
    #[arg(long, value_enum, value_name = "颜色", default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// `huashu graph`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu graph [选项] [文件夹]")]
pub struct Graph {
    /// 店铺文件夹 (the shop's folder)
    #[arg(value_name = "文件夹", default_value = ".", help_heading = "参数")]
    pub dir: PathBuf,
    /// 画哪个流程，不写就画整家店的总图 (which flow; the whole shop without it)
    #[arg(long, value_name = "流程")]
    pub flow: Option<String>,
    /// 格式，不写就看文件名的结尾，再不然是 svg (the format; else by the file's ending, else svg)
    #[arg(long, value_enum, value_name = "格式")]
    pub format: Option<PictureFormat>,
    /// 写进这个文件，不写就打印出来 (write to a file instead of printing)
    #[arg(short, long, value_name = "文件")]
    pub output: Option<PathBuf>,
    /// 一个步骤一个框，还是一句一个框 (a box a step, or a box a statement)
    #[arg(long, value_enum, value_name = "粗细", default_value_t = Detail::Steps)]
    pub detail: Detail,
    /// 用哪种语言写关键字和图例 (language of keywords and legend)
    #[arg(long, value_enum, value_name = "语言", default_value_t = Language::Zh)]
    pub lang: Language,
}

/// 格式 (a format of pictures)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PictureFormat {
    /// 图片，浏览器能看、能打印 (a picture)
    Svg,
    /// 贴进 Markdown 的文字 (text for Markdown)
    Mermaid,
    /// 给 Graphviz 的文字 (text for Graphviz)
    Dot,
}

/// 粗细 (how much is shown)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Detail {
    /// 一个步骤一个框 (a box a step)
    Steps,
    /// 一句一个框 (a box a statement)
    Statements,
}

impl From<Detail> for huashu_dsl::graph::Detail {
    fn from(detail: Detail) -> Self {
        match detail {
            Detail::Steps => Self::Steps,
            Detail::Statements => Self::Statements,
        }
    }
}

/// `huashu demo-shop`
#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, next_help_heading = "选项", override_usage = "huashu demo-shop [选项]")]
pub struct DemoShop {
    /// 端口 (the port)
    #[arg(long, value_name = "端口", default_value_t = 8090)]
    pub port: u16,
    /// 把数据存在这个文件里，不写就只在内存 (where to keep its data)
    #[arg(long, value_name = "文件")]
    pub data: Option<PathBuf>,
}

/// 语言 (a language of messages)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

/// 检查结果的格式 (the form of findings)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 给人看 (for people)
    Human,
    /// 一个 JSON 对象 (one object)
    Json,
    /// SARIF 2.1.0，给代码托管网站和编辑器
    Sarif,
    /// GitHub Actions 的行内批注 (annotations)
    Github,
}

/// 颜色 (when to colour)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// 在终端里才要 (in a terminal)
    Auto,
    /// 总是 (always)
    Always,
    /// 从不 (never)
    Never,
}

impl From<Language> for huashu_dsl::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
