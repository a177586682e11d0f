//! `appearance.languages` and `appearance.words`: in which languages a country speaks, and those that it adds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use faces::Language;
use pki_types::display::shown;

/// The most that the words of one language may have, in octets: each phone fetches them.
const LONGEST: usize = 128 * 1024;

/// The languages, in the country's order: all of the catalogue and then those of the folder where it names none.
pub(super) fn read(named: Option<Vec<String>>, words: Option<&Path>) -> Result<Vec<Language>> {
    let mut known = Language::ALL.to_vec();
    if let Some(folder) = words {
        let added = added(folder);
        known.extend(added.with_context(|| format!("appearance.words is {}", shown(folder.display())))?);
    }
    let Some(named) = named else { return Ok(known) };
    let mut chosen: Vec<Language> = Vec::new();
    for tag in &named {
        let language = known.iter().find(|language| language.tag() == tag).with_context(|| {
            let known: Vec<_> = known.iter().map(|language| language.tag()).collect();
            format!("appearance.languages has {:?}, but there are {}", shown(tag), known.join(", "))
        })?;
        if chosen.contains(language) {
            bail!("appearance.languages has {tag} twice");
        }
        chosen.push(*language);
    }
    if chosen.is_empty() {
        bail!("appearance.languages is empty, but people need one");
    }
    Ok(chosen)
}

/// The languages of a folder: each a folder that is called by its tag, with files of messages (Project Fluent), in the order of their tags.
fn added(folder: &Path) -> Result<Vec<Language>> {
    let mut languages = Vec::new();
    for of_language in sorted(folder)?.into_iter().filter(|path| path.is_dir()) {
        let tag = of_language.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut words = String::new();
        for file in
            sorted(&of_language)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "ftl"))
        {
            let text = fs::read_to_string(&file);
            words.push_str(&text.with_context(|| format!("{} cannot be read", shown(file.display())))?);
            words.push('\n');
            if words.len() > LONGEST {
                bail!("the words of {tag} have more than {LONGEST} octets");
            }
        }
        languages.push(Language::added(&tag, words)?);
    }
    Ok(languages)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", shown(folder.display())))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(named: Option<&[&str]>, words: Option<&Path>) -> Result<Vec<&'static str>> {
        let named = named.map(|named| named.iter().map(|tag| (*tag).to_owned()).collect());
        Ok(read(named, words)?.into_iter().map(Language::tag).collect())
    }

    #[test]
    fn a_country_chooses_its_languages_and_their_order() {
        assert_eq!(tags(None, None).unwrap(), ["en", "fr", "ar"]);
        assert_eq!(tags(Some(&["fr", "en"]), None).unwrap(), ["fr", "en"]);
        for (wrong, says) in [(&["xx"][..], "en, fr, ar"), (&["fr", "fr"], "twice"), (&[], "empty")] {
            let error = format!("{:#}", tags(Some(wrong), None).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_country_adds_languages_by_files_alone() {
        let folder = tempfile::tempdir().unwrap();
        let creole = folder.path().join("mfe");
        fs::create_dir(&creole).unwrap();
        fs::write(creole.join("common.ftl"), "language-name = Kreol\n").unwrap();
        fs::write(creole.join("phone.ftl"), "start-title = Prepar ou telefonn\n").unwrap();
        fs::write(creole.join("notes.txt"), "not words").unwrap();
        assert_eq!(tags(None, Some(folder.path())).unwrap(), ["en", "fr", "ar", "mfe"]);
        assert_eq!(tags(Some(&["mfe", "fr"]), Some(folder.path())).unwrap(), ["mfe", "fr"]);
        fs::write(creole.join("phone.ftl"), "start-tittle = x\n").unwrap();
        let error = format!("{:#}", tags(None, Some(folder.path())).unwrap_err());
        assert!(error.contains("start-tittle"), "{error}");
        assert!(tags(None, Some(Path::new("/nowhere"))).is_err());
    }
}
