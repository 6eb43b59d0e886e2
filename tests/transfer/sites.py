"""A small site of each documentation program, in its own words and markup."""

from tests.transfer.conftest import picture

MKDOCS: dict[str, str | bytes] = {
    "mkdocs.yml": "site_name: Kuusi\n",
    "docs/boxes.md": """# Boxes

!!! note
    A plain note with `code`.

    Second paragraph.

!!! warning "Hot stove"
    Keep it **outside**.

!!! danger ""
    No title.

??? question "Why wax?"
    It closes the pores.

???+ tip
    Brush first.

=== "Ridge tent"
    1. Pole
    2. Peg

=== "Dome, small"
    ```bash
    pitch --dome
    ```

--8<-- "snippets/care.md"

--8<-- "snippets/gone.md"

- In a list

    !!! info
        Inside.

```md
!!! note
    Only an example.
```

Press ++ctrl+z++ :material-tent: to undo.

*[UV]: Ultraviolet
""",
    "docs/snippets/care.md": "Dry it *slowly*.\n",
}
VITEPRESS: dict[str, str | bytes] = {
    ".vitepress/config.mts": "export default {}\n",
    "boxes.md": """---
title: Boxes
---

<script setup>
import Price from './Price.vue'
const n = 1
</script>

::: tip
Dry it.
:::

::: danger STOP
Never wet.
:::

::: details Open me
Hidden words.
:::

:::: info Outer
::: warning
Inner
:::
::::

::: code-group
```js{1,3} [tent.js]
let tent
```
```python [tent.py]
tent = 1
```
:::

<<< @/snippets/pole.py{2}

<!--@include: ./parts/care.md-->

<Price :amount="3" /> {{ $frontmatter.title }} <Badge type="tip" text="new" />

[[toc]]

## Zip {#my-zip}

> [!CAUTION]
> Mind the cloth.
""",
    "snippets/pole.py": "pole = 2\n",
    "parts/care.md": "---\ntitle: no\n---\nCare words.\n",
}
DOCUSAURUS: dict[str, str | bytes] = {
    "docusaurus.config.js": "module.exports = {}\n",
    "docs/01-intro.mdx": """---
id: intro
---

import Tabs from '@theme/Tabs';
import TabItem from '@theme/TabItem';
import {
  Long,
} from './long';

export const Highlight = ({children}) => (
  <span style={{color: 'red'}}>{children}</span>
);

# Intro

:::note[Read *this*]

A note with [a link](02-next.md#zip).

:::

:::caution Old form
Careful.
:::

<Tabs groupId="os">
  <TabItem value="win" label="Windows" default>

    Press **Start**.

  </TabItem>
  <TabItem value="mac" label="macOS">Press the apple.</TabItem>
</Tabs>

<Admonition type="info" title="Titled">
  Words in JSX.
</Admonition>

{/* a comment */}

<Unknown prop={{a: 1}}>Kept words.</Unknown>

<img src={require('./img/tent.png').default} alt="A tent" />

Version {props.version} costs {'5'} euros.
""",
    "docs/02-next.md": "# Next\n\n## Zip\n\nText. [back](./intro)\n",
    "docs/img/tent.png": picture(),
}
HUGO: dict[str, str | bytes] = {
    "hugo.toml": 'title = "Kuusi"\n',
    "content/docs/boxes.md": """+++
title = "Boxes"
+++

{{< note >}}
Plain **note**.
{{< /note >}}

{{% notice tip "Own title" %}}
A tip.
{{% /notice %}}

{{% alert title="Alert" color="warning" %}}Hot.{{% /alert %}}

{{< hint danger >}}Danger.{{< /hint >}}

{{< tabs >}}
{{% tab header="Ridge" %}}
Ridge words.
{{% /tab %}}
{{% tab header="Dome" %}}
Dome words.
{{% /tab %}}
{{< /tabs >}}

{{< highlight go "linenos=table" >}}
func Pitch() {}
{{< /highlight >}}

See [care]({{< relref "care.md#dry" >}}) and [again]({{< ref "/docs/care" >}}).

{{< figure src="/tent.png" alt="Tent" caption="A tent" >}}

{{< youtube dQw4w9WgXcQ >}}

{{< mystery a="1" >}}

1. First

   {{< warning >}}
   In a step.
   {{< /warning >}}

2. Second

Write `{{</* note */>}}` for notes.
""",
    "content/docs/care.md": "---\ntitle: Care\n---\n\n## Dry\n\nText.\n",
    "static/tent.png": picture("blue"),
}
SITES: dict[str, dict[str, str | bytes]] = {
    "mkdocs": MKDOCS,
    "vitepress": VITEPRESS,
    "docusaurus": DOCUSAURUS,
    "hugo": HUGO,
}
