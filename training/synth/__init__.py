# SPDX-License-Identifier: Apache-2.0
"""People rendered from the CC0 MPFB body, with exact COCO-17 keypoints.

A picture is made in the order of the modules: ``archive`` (read the body) -> ``body`` (one person's shape) ->
``pose`` (joint directions) -> ``skin`` (posed vertices) -> ``people`` (clothes, hair) -> ``scene`` (who stands where)
-> ``render`` (pixels, depth, ids) -> ``keypoints`` (COCO-17, seen from the camera) -> ``coco`` (annotation file).

Space: metres, y up; a person at rest looks along +z and has their own left at +x.
"""
