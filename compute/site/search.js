"use strict";
// The search of the home page. Letters are compared without their marks (ą as a, ł as l) and without
// regard to size; every word of the question must begin a word, of the code or the name best. Endings
// of Polish words change (żłobki, żłobkach): a word without its last letters counts too, but less.
const fold = (text) =>
    text.toLowerCase().replace(/ł/g, "l").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

const split = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

const rows = smupIndex.map(([code, name, href, words]) => ({
    code, name, href, title: split(code + " " + name), all: split(code + " " + name + " " + words),
}));

// "rozdział 80101": the number says it all.
const kinds = ["dzial", "rozdzial", "paragraf", "chapter", "division", "paragraph"];

const stem = (word) => word.slice(0, Math.max(4, word.length - (word.length > 7 ? 3 : 2)));

const begins = (words, start) => words.some((word) => word.startsWith(start));

const pointsOf = (row, word) => {
    if (row.title.includes(word)) return 8;
    if (begins(row.title, word)) return 6;
    if (begins(row.title, stem(word))) return 4;
    if (begins(row.all, word)) return 2;
    return begins(row.all, stem(word)) ? 1 : -Infinity;
};

// A mean, so that a synonym of many words does not outdo the word itself.
const points = (row, words) => words.reduce((sum, word) => sum + pointsOf(row, word), 0) / words.length;

const synonyms = smupSynonyms.map(([word, means]) => ({ words: split(word), means: split(means) }));

// The question itself, and with each synonym in it put in place.
const readings = (words) => [words, ...synonyms
    .filter((synonym) => synonym.words.every((word) => words.some((said) => said === word || stem(said) === stem(word))))
    .map((synonym) => [...words.filter((said) => !synonym.words.some((word) => stem(said) === stem(word))), ...synonym.means])];

const find = (question) => {
    const said = split(question);
    const words = said.filter((word, i) => !(kinds.includes(word) && /^\d/.test(said[i + 1] || "")));
    if (words.length === 0) return null;
    return rows
        .map((row) => ({ row, points: Math.max(...readings(words).map((reading) => points(row, reading))) }))
        .filter((found) => found.points > 0)
        .sort((a, b) => b.points - a.points)
        .map((found) => found.row);
};

const box = document.getElementById("q");
const results = document.getElementById("results");
const count = document.getElementById("found");

const show = () => {
    const found = find(box.value);
    results.hidden = found === null;
    count.textContent = "";
    if (found === null) return;
    const list = results.querySelector("ul");
    list.replaceChildren(...found.map((row) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const code = document.createElement("b");
        link.href = row.href;
        code.textContent = row.code;
        link.append(code, " " + row.name);
        item.append(link);
        return item;
    }));
    results.hidden = found.length === 0;
    count.textContent = found.length === 0 ? count.dataset.none : count.dataset.found + found.length;
};

box.value = new URLSearchParams(location.search).get("q") || "";
box.addEventListener("input", show);
box.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
show();
