"""What makes the tables of the course: one module for each topic, and the machinery for all.

`python data/build RAW_FOLDER` runs it. A topic declares its tables when it is imported
(datapackage.py says how); a new module of this folder is found without being named anywhere.
"""
