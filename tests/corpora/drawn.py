# ruff: noqa: RUF001 - letters that look like others are what is tested
"""Markdown as models write it, and what is drawn of it.

In `drawn`, «x» is a formula and «D:x» one displayed, and `dir=rtl` marks a block that runs from the right. White space counts as
one blank, outside of code. Empty lines at the end of code are left out.
"""

from typing import NamedTuple


class Case(NamedTuple):
    text: str
    drawn: str


def plain(text: str) -> Case:
    """A paragraph in which nothing means anything."""
    return Case(text, f"<p>{text}</p>")


CODE = (
    Case("~~~sh\nexport PATH=$HOME/bin:$PATH\n~~~", "<pre>export PATH=$HOME/bin:$PATH</pre>"),
    Case("    export PATH=$HOME/bin:$PATH", "<pre>export PATH=$HOME/bin:$PATH</pre>"),
    Case(
        "````md\n```sh\nexport PATH=$HOME/bin:$PATH\n```\n````",
        "<pre>```sh\nexport PATH=$HOME/bin:$PATH\n```</pre>",
    ),
    Case("~~~~\n~~~\na=$b c=$d\n~~~\n~~~~", "<pre>~~~\na=$b c=$d\n~~~</pre>"),
    Case("Set ``$HOME/bin:$PATH`` first.", "<p>Set <code>$HOME/bin:$PATH</code> first.</p>"),
    Case("Not ```` ``$a$`` ```` either.", "<p>Not <code>``$a$``</code> either.</p>"),
    Case("~~~\ngrep '\\[a\\]' f\n~~~", "<pre>grep '\\[a\\]' f</pre>"),
    Case("- a\n  ~~~\n  $x$ \\(y\\)\n  ~~~", "<ul><li>a<pre>$x$ \\(y\\)</pre></li></ul>"),
    Case("> ~~~\n> $x$ \\[y\\]\n> ~~~", "<blockquote><pre>$x$ \\[y\\]</pre></blockquote>"),
    Case("1. a\n\n       $x = $y", "<ol><li><p>a</p><pre>$x = $y</pre></li></ol>"),
    Case("```js\n$('a').add($('b'))\n\n$$('c')\n```", "<pre>$('a').add($('b'))\n\n$$('c')</pre>"),
    Case("```\n\ta\t$b$  \n\n\n```", "<pre>\ta\t$b$  </pre>"),
)

FORMULAS = (
    Case(
        "$$\n\\begin{aligned} a &= 1 \\\\[4pt] b &= 2 \\end{aligned}\n$$\n\nand then \\[ y = 3 \\] end",
        "«D:\\begin{aligned} a &= 1 \\\\[4pt] b &= 2 \\end{aligned}»<p>and then «D:y = 3» end</p>",
    ),
    Case("Over \\(\n a+b\n\\) lines.", "<p>Over «a+b» lines.</p>"),
    Case(
        "$\\begin{matrix} a \\\\[2pt] b \\end{matrix}$ before \\[ x \\]",
        "<p>«\\begin{matrix} a \\\\[2pt] b \\end{matrix}» before «D:x»</p>",
    ),
    Case("It is $E = mc^2$, or $\\alpha$-decay.", "<p>It is «E = mc^2», or «\\alpha»-decay.</p>"),
    Case("On $[0, 1)$ and $]0,1[$ it holds.", "<p>On «[0, 1)» and «]0,1[» it holds.</p>"),
    Case("面积是$\\pi r^2$。", "<p>面积是«\\pi r^2»。</p>"),
    Case("$$x^2$$", "«D:x^2»"),
    Case("Then $$ x = 1 $$ follows.", "<p>Then «D:x = 1» follows.</p>"),
    Case("\\[ x = 1 \\].", "<p>«D:x = 1».</p>"),
    Case("$$\\begin{gathered}\na \\\\\n+ b\n\\end{gathered}$$", "«D:\\begin{gathered} a \\\\ + b \\end{gathered}»"),
    Case("Text:\n\\[\nx\n=\ny\n\\]\nmore", "<p>Text:</p>«D:x = y»<p>more</p>"),
    Case("\\[\na = b\n+ c\n- d\n\n> e\n\\]\n\nafter", "«D:a = b + c - d > e»<p>after</p>"),
    Case("$\\text{cost: } \\$5$", "<p>«\\text{cost: } \\$5»</p>"),
)

TEXT = (
    plain("$('a').add($('b'))"),
    plain("$A/$B"),
    plain("$$5 and $$6"),
    plain("From $5 to $10, or $5M/$10M."),
    plain("US$5, A$6 and 7$ or 8$."),
    plain("A ticket is $5 (or 6$)."),
    plain("Set ${HOME}/x:${PATH} and $a+$b."),
    plain("Rated $$ to $$$ by guides."),
    Case("\\$5 and \\$6", "<p>$5 and $6</p>"),
    Case("C:\\\\[new\\]", "<p>C:\\[new]</p>"),
    Case("\\\\(not this\\\\)", "<p>\\(not this\\)</p>"),
    Case("See https://x.org/$a$/b now.", "<p>See <a>https://x.org/$a$/b</a> now.</p>"),
    Case("[here](https://x.org/$a$) <https://y.org/$b$>", "<p><a>here</a> <a>https://y.org/$b$</a></p>"),
    Case("`one\ntwo` and $a\nb$", "<p><code>one two</code> and $a b$</p>"),
    Case("\\[\n- a\n- b\n\ntext", "<p>[</p><ul><li>a</li><li>b</li></ul><p>text</p>"),
    Case("$$ is for prices.\n\n```sh\necho $$\n```\n\n$$ too.", "<p>$$ is for prices.</p><pre>echo $$</pre><p>$$ too.</p>"),
)

STRUCTURE = (
    Case(
        "1. First:\n   \\[ x = 1 \\]\n2. Second\n3. Third",
        "<ol><li>First: «D:x = 1»</li><li>Second</li><li>Third</li></ol>",
    ),
    Case("> Note\n> \\[ x = 1 \\]\n> more", "<blockquote><p>Note</p>«D:x = 1»<p>more</p></blockquote>"),
    Case("> \\[\n> x\n> = 1\n> \\]\n> more", "<blockquote>«D:x = 1»<p>more</p></blockquote>"),
    Case(
        "- a\n  - b\n    \\[\n    x\n    + y\n    \\]\n  - c\n- d",
        "<ul><li>a<ul><li>b «D:x + y»</li><li>c</li></ul></li><li>d</li></ul>",
    ),
    Case("1. a\n\n   $$\n   x = 1\n   $$\n\n2. b", "<ol><li><p>a</p>«D:x = 1»</li><li><p>b</p></li></ol>"),
    Case("- \\[ x \\]\n- \\(y\\)", "<ul><li>«D:x»</li><li>«y»</li></ul>"),
    Case("> a\n\\[ x \\]", "<blockquote><p>a</p></blockquote>«D:x»"),
    Case("> - a\n>\n>   $$x$$\n> - b", "<blockquote><ul><li><p>a</p>«D:x»</li><li><p>b</p></li></ul></blockquote>"),
    Case(
        "| f | n |\n|---|---|\n| \\(|x|\\) | 2 |\n| $|x|$ | 3 |\n| $P(A|B)$ | 4 |\n| $\\{x | x>0\\}$ | 5 |\n"
        "| \\(\\|x\\|\\) | 6 |\n| \\[ a|b \\] | 7 |\n| $5 | $6 |\n| `a|b` |",
        "<table><tr><th>f</th><th>n</th></tr><tr><td>«|x|»</td><td>2</td></tr><tr><td>«|x|»</td><td>3</td></tr>"
        "<tr><td>«P(A|B)»</td><td>4</td></tr><tr><td>«\\{x | x>0\\}»</td><td>5</td></tr>"
        "<tr><td>«\\|x\\|»</td><td>6</td></tr><tr><td>«D:a|b»</td><td>7</td></tr>"
        "<tr><td>$5</td><td>$6</td></tr><tr><td>`a</td><td>b`</td></tr></table>",
    ),
    Case(
        "| $|a|$ | b |\n|:-:|--:|\n| A$ | $B |",
        "<table><tr><th>«|a|»</th><th>b</th></tr><tr><td>A$</td><td>$B</td></tr></table>",
    ),
)

EAST_ASIAN = (
    Case("これは**「重要なこと」**です。", "<p>これは<b>「重要なこと」</b>です。</p>"),
    Case("**注意：**请看", "<p><b>注意：</b>请看</p>"),
    Case('**"핵심"**은', '<p><b>"핵심"</b>은</p>'),
    Case("これ*（…）*は", "<p>これ<em>（…）</em>は</p>"),
    Case("これ~~。~~は", "<p>これ<del>。</del>は</p>"),
    Case("请看**“重点”**部分", "<p>请看<b>“重点”</b>部分</p>"),
    Case("使用**代码`x`**吧", "<p>使用<b>代码<code>x</code></b>吧</p>"),
    Case("𠮷**「a」**𠮷", "<p>𠮷<b>「a」</b>𠮷</p>"),
    Case("***「両方」***です", "<p><em><b>「両方」</b></em>です</p>"),
    plain("** 太字 **"),
    plain("/文档/名字_的_路径/a"),
    plain("約3~5日、20~25~30度"),
)

MARKUP = (
    Case(
        "| a | b |\n|---|---|\n| one<br>two | x<br/>y<br />z |",
        "<table><tr><th>a</th><th>b</th></tr><tr><td>one<br>two</td><td>x<br>y<br>z</td></tr></table>",
    ),
    Case(
        "H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>+<kbd>C</kbd>",
        "<p>H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>+<kbd>C</kbd></p>",
    ),
    Case("<b>bold</b> <sub onclick=x>a</sub> <sup>", "<p>&lt;b>bold&lt;/b> &lt;sub onclick=x>a&lt;/sub> &lt;sup></p>"),
    Case("<details>\n<summary>*a*</summary>\n</details>", "<p>&lt;details> &lt;summary>*a*&lt;/summary> &lt;/details></p>"),
    Case("a\n\n<br>\n\nb", "<p>a</p><br><p>b</p>"),
    Case("<sub>**a**</sub>", "<p><sub><b>a</b></sub></p>"),
)

FROM_THE_RIGHT = (
    Case(
        "# عنوان\n\n- عنصر أول\n- Python لغة برمجة\n  - متداخل\n\n1. واحد",
        "<h1 dir=rtl>عنوان</h1><ul dir=rtl><li>عنصر أول</li><li>Python لغة برمجة<ul dir=rtl><li>متداخل</li></ul></li></ul>"
        "<ol dir=rtl><li>واحد</li></ol>",
    ),
    Case(
        "| عمود | ثان |\n|---|---|\n| أ | ب |",
        "<table dir=rtl><tr><th>عمود</th><th>ثان</th></tr><tr><td>أ</td><td>ب</td></tr></table>",
    ),
    Case(
        "> ציטוט **חשוב**\n\n```py\nx = 1  # הערה\n```",
        "<blockquote dir=rtl><p dir=rtl>ציטוט <b>חשוב</b></p></blockquote><pre>x = 1  # הערה</pre>",
    ),
    Case("- English\n- list\n\nשלום", "<ul><li>English</li><li>list</li></ul><p dir=rtl>שלום</p>"),
    Case("قيمة `x` هي $y$", "<p dir=rtl>قيمة <code>x</code> هي «y»</p>"),
)

CASES = (*CODE, *FORMULAS, *TEXT, *STRUCTURE, *EAST_ASIAN, *MARKUP, *FROM_THE_RIGHT)
