"""Flink SQL over a folder of NDJSON in a MiniCluster: filesystem source, window function, NDJSON output.

python flink.py trades|page-views INPUT_FOLDER OUTPUT_FOLDER CORES
"""

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
        event_time AS TO_TIMESTAMP_LTZ(`timestamp`, 3)"""
    key, values, outputs = "stockName", "AVG(price), MIN(price), MAX(price),", "avgPrice DOUBLE, minPrice DOUBLE, maxPrice DOUBLE,"
else:
    columns = """anonymous_user_id STRING, url STRING, `time` DOUBLE, browser STRING, os STRING, screen_resolution STRING,
        event_time AS TO_TIMESTAMP_LTZ(CAST(ROUND(`time` * 1000) AS BIGINT), 3), path AS PARSE_URL(url, 'PATH')"""
    key, values, outputs = "path", "", ""

tables.execute_sql(f"""
    CREATE TABLE events ({columns}, WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND)
    WITH ('connector' = 'filesystem', 'path' = 'file://{source}', 'format' = 'json')
""")
tables.execute_sql(f"""
    CREATE TABLE results (`start` STRING, `key` STRING, {outputs} `count` BIGINT)
    WITH ('connector' = 'filesystem', 'path' = 'file://{sink}', 'format' = 'json')
""")
tables.execute_sql(f"""
    INSERT INTO results
    SELECT CAST(window_start AS STRING), {key}, {values} COUNT(*)
    FROM TABLE(HOP(TABLE events, DESCRIPTOR(event_time), INTERVAL '5' SECOND, INTERVAL '10' SECOND))
    GROUP BY window_start, window_end, {key}
""").wait()
