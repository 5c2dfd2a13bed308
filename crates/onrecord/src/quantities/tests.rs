use super::*;

#[test]
fn nothing_is_counted_in_a_document_without_tokens() {
    let doc = Document::new(onrecord_doc::Input::new("14 villagers"));
    let data = Data::embedded().unwrap();
    assert!(find(&doc, &data).is_empty());
    assert_eq!(within(&doc, 0..3), []);
    assert_eq!(counting(&doc, 0), []);
}
