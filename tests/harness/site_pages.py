"""The pages of a site: what they say and refer to, read as a browser would."""
import html.parser
import pathlib

VOID = {"meta", "link", "input", "rect", "path", "br"}
INLINE = {"a", "b", "code", "span", "mi", "mo", "mn", "mtext", "mrow", "mfrac", "msub", "msup"}
TEXT_ONLY = {"script", "style"}


class Page(html.parser.HTMLParser):
    """A page of strict HTML: every element is closed, in its order."""

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.path, self.open, self.ids, self.links, self.words, self.wrong = path, [], [], [], [], []
        self.language, self.title, self.headings, self.polish_depth = None, "", [], 0
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        self.wrong += [f"<{name}> is open at the end" for name in self.open]

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if len(given) != len(attributes):
            self.wrong.append(f"an attribute of <{tag}> stands twice")
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src") if given.get(name)]
        if tag not in INLINE:
            self.words.append(" ")
        if tag == "html":
            self.language = given.get("lang")
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}, line {self.getpos()[0]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if self.open and self.open[-1] == "title":
            self.title += data
        if not self.open or self.open[-1] not in TEXT_ONLY:
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


def read_site(folder):
    """{path below the folder: Page}"""
    folder = pathlib.Path(folder)
    return {str(path.relative_to(folder)): Page(path) for path in sorted(folder.rglob("*.html"))}
