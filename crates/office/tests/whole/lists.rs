//! Queries that a post keeps.

use crate::common::{TestOffice, area};
use desk::Post;
use shebao_office::lists::{DropInput, KeepInput, kept_queries};
use shebao_office::tables::{KeptQuery, KeptQueryId};

fn kept(office: &mut TestOffice) -> Vec<KeptQuery> {
    let read = |look: &mut desk::Look<'_>| kept_queries(look).map_err(|_| desk::Refusal::NoMatter);
    office.office.look(office.agency, read).unwrap()
}

#[test]
fn a_query_is_kept_once_under_its_name_and_dropped_once() {
    TestOffice::on_each_engine(|office| {
        let input = |name: &str, list: &str| KeepInput {
            query_name: name.into(),
            post: Post::Clerk,
            area: area(),
            list: list.into(),
            filter: Some("year=2019&q=王".into()),
        };
        office.run("lists.keep", &input("王姓未缴费", "fees")).unwrap();
        let said = |office: &mut TestOffice, input| office.make("lists.keep", &input).unwrap_err().to_string();
        assert!(said(office, input("王姓未缴费", "fees")).contains("已经有"));
        assert!(said(office, input(" ", "fees")).contains("〔query_name〕"));
        assert!(said(office, input("别处", "../staff")).contains("〔list〕"));
        let long = KeepInput { filter: Some("q".repeat(501)), ..input("长", "fees") };
        assert!(said(office, long).contains("〔filter〕"));
        let [one] = &kept(office)[..] else { panic!("one") };
        assert_eq!((one.list.as_str(), one.asked.as_str()), ("fees", "year=2019&q=王"));
        office.run("lists.drop", &DropInput { query: one.id }).unwrap();
        assert_eq!(kept(office), []);
        for gone in [one.id, KeptQueryId(1)] {
            let said = office.make("lists.drop", &DropInput { query: gone }).unwrap_err().to_string();
            assert!(said.contains("没有这个查询"), "{said}");
        }
    });
}
