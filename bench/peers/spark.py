"""Spark Structured Streaming over a folder of NDJSON: file source, availableNow, append output as NDJSON.

python spark.py trades|page-views|ysb INPUT_FOLDER OUTPUT_FOLDER CORES
"""

import os
import sys
import tempfile

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

workload, source, sink, cores = sys.argv[1:]
SCHEMAS = {
    "trades": "stockName STRING, tradeType STRING, price DOUBLE, quantity BIGINT, timestamp BIGINT",
    "page-views": "anonymous_user_id STRING, url STRING, time DOUBLE, browser STRING, os STRING, screen_resolution STRING",
    "ysb": "ad_id STRING, event_type STRING, event_time STRING",
}

spark = (
    SparkSession.builder.master(f"local[{cores}]")
    .config("spark.driver.memory", "4g")
    .config("spark.sql.shuffle.partitions", cores)
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.ui.enabled", "false")
    .config("spark.log.level", "ERROR")
    .getOrCreate()
)
events = spark.readStream.schema(SCHEMAS[workload]).json(source)
if workload == "trades":
    timed = events.withColumn("at", f.timestamp_millis("timestamp"))
    key = f.col("stockName").alias("key")
    values = [f.avg("price").alias("avgPrice"), f.min("price").alias("minPrice"), f.max("price").alias("maxPrice")]
elif workload == "ysb":
    ads = spark.read.schema("ad_id STRING, campaign_id STRING").csv(f"{os.path.dirname(source)}/ads.csv", header=True)
    views = events.where("event_type = 'view'").join(f.broadcast(ads), "ad_id")
    timed = views.withColumn("at", f.timestamp_millis(f.col("event_time").cast("bigint")))
    key = f.col("campaign_id").alias("key")
    values = []
else:
    timed = events.withColumn("at", f.timestamp_millis(f.round(f.col("time") * 1000).cast("bigint")))
    key = f.parse_url("url", f.lit("PATH")).alias("key")
    values = []
results = (
    timed.withWatermark("at", "5 seconds")
    .groupBy(f.window("at", "10 seconds", None if workload == "ysb" else "5 seconds"), key)
    .agg(*values, f.count("*").alias("count"))
    .select(f.unix_millis("window.start").alias("start"), "key", *[v for v in ("avgPrice", "minPrice", "maxPrice") if values], "count")
)
query = (
    results.writeStream.outputMode("append")
    .format("json")
    .option("path", sink)
    .option("checkpointLocation", tempfile.mkdtemp())
    .trigger(availableNow=True)
    .start()
)
query.awaitTermination()
