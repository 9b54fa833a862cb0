"""The tables of a load of millions, and the statements that check all its rows at once.

``{tables}`` is what the names of one load's tables begin with. The rows are unlogged: they outlive a killed load, not a
crashed server, after which they are staged again.
"""

TABLE_NAMES = ("row", "stretch", "refused", "block")
TABLES = """
    CREATE UNLOGGED TABLE {tables}_row (
        stretch int NOT NULL, start bigint NOT NULL, line int NOT NULL, national_id_hash text COLLATE "C" NOT NULL,
        national_id_encrypted bytea NOT NULL, national_id_masked text NOT NULL, title text NOT NULL,
        first_name text NOT NULL, last_name text NOT NULL, birth_on date NOT NULL, tambon_id text NOT NULL,
        amphoe_id text NOT NULL, province_id text NOT NULL, address text NOT NULL, residence_since_on date NOT NULL,
        occupation text NOT NULL, telephone text NOT NULL, registered_on date NOT NULL
    );
    CREATE TABLE {tables}_stretch (
        number int PRIMARY KEY, line int NOT NULL, start bigint NOT NULL, stop bigint NOT NULL, staged int, refused int,
        loaded int
    );
    CREATE TABLE {tables}_refused (
        start bigint PRIMARY KEY, line int NOT NULL, sentence text NOT NULL, by_check boolean NOT NULL DEFAULT false
    );
    CREATE TABLE {tables}_block (stretch int, province_id text, first int NOT NULL, PRIMARY KEY (stretch, province_id));
"""
TWICE = """
    INSERT INTO {tables}_refused (start, line, sentence, by_check)
    SELECT r.start, r.line, %s, true FROM {tables}_row r JOIN (
        SELECT national_id_hash, min(start) AS start FROM {tables}_row GROUP BY national_id_hash HAVING count(*) > 1
    ) twice ON twice.national_id_hash = r.national_id_hash AND twice.start <> r.start
"""
DELETE_REFUSED = "DELETE FROM {tables}_row r USING {tables}_refused f WHERE f.start = r.start"
KNOWN = """
    WITH known AS (
        DELETE FROM {tables}_row r USING members_member m WHERE m.national_id_hash = r.national_id_hash
        RETURNING r.start, r.line
    )
    INSERT INTO {tables}_refused (start, line, sentence, by_check) SELECT start, line, %s, true FROM known
"""
NUMBERS = """
    WITH counted AS (SELECT stretch, province_id, count(*) AS n FROM {tables}_row GROUP BY stretch, province_id),
    total AS (SELECT province_id, sum(n) AS n FROM counted GROUP BY province_id),
    taken AS (
        INSERT INTO documents_numberseries AS d (series, year_be, last)
        SELECT 'member:' || province_id, 0, n FROM total ORDER BY province_id
        ON CONFLICT (series, year_be) DO UPDATE SET last = d.last + excluded.last RETURNING series, last
    )
    INSERT INTO {tables}_block (stretch, province_id, first)
    SELECT c.stretch, c.province_id, t.last - total.n + 1 + COALESCE(sum(c.n) OVER (
        PARTITION BY c.province_id ORDER BY c.stretch ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    FROM counted c JOIN total ON total.province_id = c.province_id
    JOIN taken t ON t.series = 'member:' || c.province_id
"""
