"use strict";
// The search of the home page. Letters are compared without their marks (ą as a, ł as l) and without
// regard to size; every word of the question must stand somewhere, in the code or the name best. Endings
// of Polish words change (żłobki, żłobkach): a word without its last letters counts too, but less.
const fold = (text) =>
    text.toLowerCase().replace(/ł/g, "l").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

const rows = smupIndex.map(([code, name, href, words]) => ({
    code, name, href, title: fold(code + " " + name), all: fold(code + " " + name + " " + words),
}));

const stem = (word) => word.slice(0, Math.max(4, word.length - (word.length > 7 ? 3 : 2)));

const pointsOf = (row, word) => {
    if (row.title.split(" ").includes(word)) return 8;
    if ((" " + row.title).includes(" " + word)) return 6;
    if (row.title.includes(word)) return 4;
    if ((" " + row.title).includes(" " + stem(word))) return 3;
    if (row.all.includes(word)) return 2;
    return (" " + row.all).includes(" " + stem(word)) ? 1 : -Infinity;
};

const points = (row, words) => words.reduce((sum, word) => sum + pointsOf(row, word), 0);

const find = (question) => {
    const words = fold(question).split(/[\s,.;]+/).filter(Boolean);
    if (words.length === 0) return null;
    return rows
        .map((row) => ({ row, points: points(row, words) }))
        .filter((found) => found.points > 0)
        .sort((a, b) => b.points - a.points)
        .map((found) => found.row);
};

const box = document.getElementById("q");
const results = document.getElementById("results");

const show = () => {
    const found = find(box.value);
    results.hidden = found === null;
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
    results.querySelector("p").textContent =
        found.length === 0 ? results.dataset.none : results.dataset.found + found.length;
};

box.value = new URLSearchParams(location.search).get("q") || "";
box.addEventListener("input", show);
box.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
show();
