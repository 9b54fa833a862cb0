from django.db import migrations

# The function of django-pghistory with one difference: what is not set is asked for as such (``missing_ok``), where it
# caught the exception. Each exception rolls back a subtransaction, which walks all checks that wait for the end of the
# transaction. A bank file has tens of thousands of those.
_ASK = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS UUID LANGUAGE plpgsql AS $$
DECLARE
    _pgh_context_id UUID := NULLIF(current_setting('pghistory.context_id', true), '');
    _pgh_context_metadata JSONB := NULLIF(current_setting('pghistory.context_metadata', true), '');
BEGIN
    IF _pgh_context_id IS NULL OR _pgh_context_metadata IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
    VALUES (_pgh_context_id, _pgh_context_metadata, NOW(), NOW())
    ON CONFLICT (id) DO UPDATE SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
    WHERE pghistory_context.metadata != EXCLUDED.metadata;
    RETURN _pgh_context_id;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0004_forms_are_done_once"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    # backwards it stays: it answers the same
    operations = [migrations.RunSQL(_ASK, migrations.RunSQL.noop)]
