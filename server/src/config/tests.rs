use super::{Config, Connector, Http, read};
use huashu_dsl::value::Millis;
use huashu_dsl::{Lang, SourceId};

/// Reads `text` and gives, for each finding, the characters it points at and what it says.
fn found(text: &str) -> Vec<(String, String)> {
    let (_, found) = read(SourceId(1), text);
    let at = |d: &huashu_dsl::Diagnostic| {
        text.get(d.span.start as usize..d.span.end as usize).unwrap_or("?").to_owned()
    };
    found.iter().map(|d| (at(d), d.message.get(Lang::Zh).to_owned())).collect()
}

#[test]
fn the_demo_shop_reads() {
    let text = include_str!("../../../huashu.yaml");
    let (config, found) = read(SourceId(1), text);
    assert_eq!(found, []);
    assert_eq!(config.shop, "demo");
    let settings: Vec<_> = config.settings.iter().map(|g| (g.name.as_str(), g.written.as_str())).collect();
    assert_eq!(settings, [("价保天数", "30")]);
    assert_eq!(config.connectors.get("demo"), Some(&Connector::Demo));
    assert_eq!(config.customer.map(|c| c.path).as_deref(), Some("/customers/{id}"));
}

#[test]
fn scalars_stay_as_written() {
    let (config, found) =
        read(SourceId(1), "shop: x\nsettings: {编号: 007, 比例: 1.50, 开: yes, 期: 7 天, 名: \"小店\"}\n");
    assert_eq!(found, []);
    let values: Vec<&str> = config.settings.iter().map(|g| g.written.as_str()).collect();
    for value in ["007", "1.50", "yes", "7 天", "小店"] {
        assert!(values.contains(&value), "{value} in {values:?}");
    }
}

#[test]
fn a_real_connector_reads() {
    let text = "shop: x\nconnectors:\n  erp:\n    url: https://erp.example.com/api\n    headers: {Authorization: \"Bearer ${TOKEN}\"}\n    timeout: 5 秒\n";
    let (config, found) = read(SourceId(1), text);
    assert_eq!(found, []);
    let http = Http {
        url: "https://erp.example.com/api".into(),
        headers: vec![("Authorization".into(), "Bearer ${TOKEN}".into())],
        timeout: Millis(5_000),
    };
    assert_eq!(config.connectors.get("erp"), Some(&Connector::Http(http)));
}

#[test]
fn settings_know_where_they_stand_whatever_else_is_wrong() {
    for text in [
        "shop: x\nsettings:\n  价保天数: 30\n",
        "# 店\nshop: x\nsettings: {\"价保天数\": 30}\n",
        "shop: x\nconectors: {}\nsettings:\n  价保天数: 30 # 天\n",
    ] {
        let settings = read(SourceId(1), text).0.settings;
        let at = |span: huashu_dsl::Span| text.get(span.start as usize..span.end as usize).unwrap_or("?");
        let places: Vec<_> = settings.iter().map(|g| (at(g.name_at), at(g.written_at))).collect();
        assert_eq!(places, [("价保天数", "30")], "{text}");
    }
}

#[test]
fn mistakes_are_found_where_they_are() {
    let cases = [
        ("shop: x\nconectors: {}\n", "conectors", "没有“conectors”这一项"),
        ("shop: x\nconnectors:\n  a: {url: https://a, header: {}}\n", "header", "没有“header”这一项"),
        ("shop: x\nconnectors:\n  a: {url: \"ftp://a\"}\n", "\"ftp://a\"", "https://"),
        ("shop: x\nconnectors:\n  a: {url: https://a, timeout: 很久}\n", "很久", "时长"),
        ("shop: x\ntime_zone: Asia/Shanghia\n", "Asia/Shanghia", "时区"),
        (
            "shop: x\nconnectors: {demo: demo}\ncustomer: {connector: dem, path: \"/c/{id}\"}\n",
            "dem",
            "没有“dem”",
        ),
        ("shop: x\nconnectors: {demo: demo}\ncustomer: {connector: demo, path: /c}\n", "/c", "{id}"),
        ("shop: x\nshop: y\n", "shop: y", "写了两次"),
    ];
    for (text, at, says) in cases {
        let found = found(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found.iter().all(|(place, said)| place == at && said.contains(says)), "{text}: {found:?}");
    }
}

#[test]
fn anything_else_is_one_finding_and_never_a_panic() {
    for text in [
        "",
        "[",
        "- a\n- b\n",
        "shop: [1]\n",
        "time_zone: Asia/Shanghai\n",
        "shop: x\nconnectors: {a: 3}\n",
        "\u{feff}shop",
        "&a [*a]",
    ] {
        let (config, found) = read(SourceId(1), text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(config, Config::default());
    }
}
