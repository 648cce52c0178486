use crate::source::SourceId;

#[test]
fn every_shipped_flow_is_read_without_a_finding() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut seen = 0;
    for folder in ["flows", "dsl/tests-data"] {
        for entry in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "flow") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let (file, diagnostics) = super::parse(SourceId(1), &text);
            assert!(diagnostics.is_empty(), "{}: {diagnostics:#?}", path.display());
            assert!(!file.items.is_empty(), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 12, "{seen}");
}
