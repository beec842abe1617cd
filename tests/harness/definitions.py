"""A catalogue of test definitions: a copy of config/ with made-up sources, variables and indicators, and their approval."""
import itertools
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
REVIEW = '<review author="A. Autor" reviewer="R. Recenzent" date="2026-11-22" digest="000000000000"/>'


def copy_config(source, folder):
    """config/ without its indicators, variables and shared inputs; territory, areas and units are there."""
    config = pathlib.Path(folder) / "config"
    shutil.copytree(source, config)
    for path in [*config.glob("indicators/*/"), *config.glob("variables/*.xml"), *config.glob("inputs/*.xml"),
                 config / "sources" / "gugik-gesut.xml"]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return config


def put(config, name, text):
    path = config / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def variable(name, unit, table, **more):
    """A variable of a table of observations: flow, additive, of every level, unless it is said otherwise."""
    words = {"kind": "flow", "additive": "yes", "perspective": "area", **more}
    return (f'<variable id="{name}" unit="{unit}" ' + " ".join(f'{key}="{word}"' for key, word in words.items()) +
            f'><name xml:lang="pl">{name}</name><name xml:lang="en">{name}</name>'
            f'<series source="PROBA" subject="{table}" levels="gmina"><dimension name="">{name}</dimension></series></variable>\n')


def table(config, name, variables, frequency="annual"):
    """The profile of a CSV "Kod;Rok NAME;variable;..." of some variables, and these."""
    columns = [v.split('"')[1] for v in variables]
    year = f"Rok {name}"
    put(config, f"sources/{name}.xml",
        f'<profile name="{name}" form="csv" separator=";" encoding="UTF-8" decimal="." source="PROBA" subject="{name}">\n'
        f'<recognise header="Kod;{year};{";".join(columns)}"/><unit column="Kod" form="teryt"/>'
        f'<period column="{year}" frequency="{frequency}"/>' +
        "".join(f'<value column="{column}" variable="{column}"/>' for column in columns) +
        '<missing symbol="-" state="O"/></profile>\n')
    put(config, f"variables/{name}.xml", HEAD + "<variables>\n" + "".join(variables) + "</variables>\n")
    return f"Kod;{year};{';'.join(columns)}\n"


def indicator(code, formula, unit, decimals, *elements, state="approved", attributes="", tiers="gmina city", name="Próba"):
    review = "" if state == "draft" else REVIEW
    return (HEAD + f'<indicator code="{code}" version="1" state="{state}"{attributes}>\n'
            f'<name xml:lang="pl">{name}</name><name xml:lang="en">{name}</name>{review}\n'
            '<place area="kultura" service="biblioteki" dimension="ilosc" direction="neutral"/>\n'
            '<scope from="2010">' + "".join(f'<publish tier="{tier}"/>' for tier in tiers.split()) + "</scope>\n" +
            "\n".join(e for e in elements if e.startswith("<input")) + f"\n<formula><![CDATA[{formula}]]></formula>\n"
            f'<result unit="{unit}" decimals="{decimals}"/>\n' +
            "\n".join(e for e in elements if not e.startswith("<input")) + "\n</indicator>\n")


def give_ids(config):
    """The portal's ids for every indicator that has none yet."""
    path = config / "portal" / "ids.csv"
    text = path.read_text(encoding="utf-8")
    next_id = 1 + max(int(line.split(";")[3]) for line in text.splitlines()[1:])
    for definition in sorted(config.glob("indicators/*/*.xml")):
        content = definition.read_text(encoding="utf-8")
        for code, tier in itertools.product(re.findall(r'code="([A-Z]+[0-9]+)"', content),
                                            re.findall(r'publish tier="(\w+)"', content)):
            if f"indicator;{code};{tier};" not in text:
                text += f"indicator;{code};{tier};{next_id};\n"
                next_id += 1
    path.write_text(text, encoding="utf-8")


def approve(smup, config):
    """Write into every <review> the digest that its definition has: what a person does after reading it."""
    listed = subprocess.run([smup, "expand", "--config", config], capture_output=True, text=True, check=False)
    assert listed.returncode == 0, listed.stderr
    digests = {line.split()[0]: line.split()[2] for line in listed.stdout.splitlines()[1:] if line.strip()}
    for path in sorted(config.glob("indicators/*/*.xml")):
        text = re.sub(r'(code="([A-Z]+[0-9]+)"(?:(?!code=").)*?<review [^>]*digest=")[^"]*', lambda m: m[1] + digests[m[2]],
                      path.read_text(encoding="utf-8"), flags=re.DOTALL)
        path.write_text(text, encoding="utf-8")


def desk(build, *words, status=0):
    """What smup-desk prints; status None: whatever it ends with."""
    done = subprocess.run([build / "smup-desk", *words], capture_output=True, text=True, check=False)
    assert status is None or done.returncode == status, f"status {done.returncode}: {done.stdout[-3000:]}{done.stderr}"
    return done.stdout


def members(build, config):
    """(code, its definition as XML) of every indicator, members of families too."""
    codes = [line.split()[0] for line in desk(build, "expand", "--config", config).splitlines()[1:] if line.strip()]
    with ThreadPoolExecutor(2) as pool:
        return list(zip(codes, pool.map(lambda code: ET.fromstring(desk(build, "expand", code, "--config", config).encode()), codes)))
