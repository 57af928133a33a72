"""Flink SQL over a folder of NDJSON in a MiniCluster: filesystem source, window function, NDJSON output.

python flink.py trades|page-views|ysb INPUT_FOLDER OUTPUT_FOLDER CORES
"""

import os
import sys

from pyflink.table import EnvironmentSettings, TableEnvironment

workload, source, sink, cores = sys.argv[1:]
tables = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
config = tables.get_config()
config.set("parallelism.default", cores)
config.set("table.local-time-zone", "UTC")
config.set("table.exec.mini-batch.enabled", "true")
config.set("table.exec.mini-batch.allow-latency", "1 s")
config.set("table.exec.mini-batch.size", "10000")
config.set("table.optimizer.agg-phase-strategy", "TWO_PHASE")

if workload == "trades":
    columns = """stockName STRING, tradeType STRING, price DOUBLE, quantity BIGINT, `timestamp` BIGINT,
        event_at AS TO_TIMESTAMP_LTZ(`timestamp`, 3)"""
    key, values, outputs = "stockName", "AVG(price), MIN(price), MAX(price),", "avgPrice DOUBLE, minPrice DOUBLE, maxPrice DOUBLE,"
elif workload == "ysb":
    columns = """ad_id STRING, event_type STRING, event_time STRING,
        event_at AS TO_TIMESTAMP_LTZ(CAST(event_time AS BIGINT), 3)"""
    key, values, outputs = "campaign_id", "", ""
else:
    columns = """anonymous_user_id STRING, url STRING, `time` DOUBLE, browser STRING, os STRING, screen_resolution STRING,
        event_at AS TO_TIMESTAMP_LTZ(CAST(ROUND(`time` * 1000) AS BIGINT), 3), path AS PARSE_URL(url, 'PATH')"""
    key, values, outputs = "path", "", ""

tables.execute_sql(f"""
    CREATE TABLE events ({columns}, WATERMARK FOR event_at AS event_at - INTERVAL '5' SECOND)
    WITH ('connector' = 'filesystem', 'path' = 'file://{source}', 'format' = 'json')
""")
window = "HOP(TABLE events, DESCRIPTOR(event_at), INTERVAL '5' SECOND, INTERVAL '10' SECOND)"
if workload == "ysb":
    # Only this kind of join keeps the event time: each event meets its ad's row as of then, all rows being of 1970.
    tables.execute_sql(f"""
        CREATE TABLE ads (ad_id STRING, campaign_id STRING, since AS TO_TIMESTAMP_LTZ(0, 3),
            PRIMARY KEY (ad_id) NOT ENFORCED, WATERMARK FOR since AS since)
        WITH ('connector' = 'filesystem', 'path' = 'file://{os.path.dirname(source)}/ads.csv', 'format' = 'csv')
    """)
    tables.execute_sql("""
        CREATE TEMPORARY VIEW ad_views AS
        SELECT event_at, campaign_id
        FROM events JOIN ads FOR SYSTEM_TIME AS OF events.event_at ON events.ad_id = ads.ad_id
        WHERE event_type = 'view'
    """)
    window = "TUMBLE(TABLE ad_views, DESCRIPTOR(event_at), INTERVAL '10' SECOND)"
tables.execute_sql(f"""
    CREATE TABLE results (`start` STRING, `key` STRING, {outputs} `count` BIGINT)
    WITH ('connector' = 'filesystem', 'path' = 'file://{sink}', 'format' = 'json')
""")
tables.execute_sql(f"""
    INSERT INTO results
    SELECT CAST(window_start AS STRING), {key}, {values} COUNT(*)
    FROM TABLE({window})
    GROUP BY window_start, window_end, {key}
""").wait()
