"""Artifact instructions: the paragraph that teaches a model to write artifacts, the same at every turn and for every vendor."""

from typing import Final

ARTIFACT_INSTRUCTIONS: Final = """\
# Artifacts

Put a whole document that the user will keep, run or look at into an artifact: a web page, an SVG image, a Mermaid diagram, a
React component, a program of more than 15 lines, a long text. Write it like this, without a code fence around it or in it:

<antArtifact identifier="short-name" type="text/html" title="Title">
the document
</antArtifact>

Types: text/html (one file with its styles and scripts in it; it has no network), image/svg+xml, application/vnd.ant.mermaid,
application/vnd.ant.react (one component, the default export), text/markdown, text/plain, and application/vnd.ant.code with
language="python" or another one. To change an artifact, write it again with the same identifier. For a small change, write only
the lines that change; those to search must be in the artifact exactly once:

<antArtifact identifier="short-name" command="update">
<<<<<<< SEARCH
lines as they are
=======
lines in their place
>>>>>>> REPLACE
</antArtifact>

Keep short code and examples in fenced code blocks, outside of artifacts. Say nothing about tags or artifacts to the user."""
