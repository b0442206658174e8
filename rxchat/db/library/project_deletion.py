"""Project deletion: a project goes, with what any program's tables keep about it; its conversations and folders stay."""

from pathlib import Path

from rxchat.db.maintenance.dependent_rows import delete_dependents_of
from rxchat.db.sqlite import erasing


def delete_project(path: Path, user_id: int, project_id: int) -> list[int] | None:
    """Delete the user's project in one transaction.

    Returns the ids of the conversations that were in it and aren't deleted; None if the user has no such project.
    """
    with erasing(path) as connection:
        mine = "SELECT 1 FROM projects WHERE id = ? AND user_id = ?"
        if connection.execute(mine, (project_id, user_id)).fetchone() is None:
            return None
        listed = "SELECT id FROM conversations WHERE project_id = ? AND user_id = ? AND is_deleted IS NOT TRUE ORDER BY id"
        freed = [found for (found,) in connection.execute(listed, (project_id, user_id))]
        for table in ("conversations", "conversation_folders"):
            connection.execute(f"UPDATE {table} SET project_id = NULL WHERE project_id = ?", (project_id,))
        delete_dependents_of(connection, "projects", project_id)
        connection.execute("DELETE FROM projects WHERE id = ?", (project_id,))
    return freed
