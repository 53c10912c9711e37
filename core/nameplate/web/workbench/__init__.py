"""The workbench: a mapping edited, and what each person would get seen at once."""
