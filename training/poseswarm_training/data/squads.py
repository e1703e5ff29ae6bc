# SPDX-License-Identifier: Apache-2.0
"""Person crops for the squads: sampled by mix, augmented, warped straight from the decoded pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..oks import AREA_SHARE
from ..swarm.part import part_box
from . import augment, geometry, occlude
from .augment import Painter, Strength
from .cache import Cache
from .geometry import Floats, View
from .nobody import EmptyPlaces
from .packs import SETS
from .warping import outside, warp

MIX = {"coco": 0.62, "lspet": 0.17, "everyday": 0.07, "sports": 0.11, "exercise": 0.04, "synthetic": 0.06}
COCO, LSPET, BACKGROUNDS = SETS.index("coco"), SETS.index("lspet"), SETS.index("backgrounds")
FRAMES = (COCO, SETS.index("synthetic"))  # whole frames: what lies outside is outside the camera's view, black
PLAIN = View()
BLACK, STRETCH, SCENE = 0, 1, 2  # what lies outside a picture
PART_JITTER = 1.4  # of views that are placed by joints: those who find the joints err
TURNED = np.radians(65)  # who leans by more is turned: squads that see whole people learn to see nobody there
AROUND = 0.125  # share of a box beyond which joints do not help to place a view: nobody would look there
Batch = dict[str, NDArray[Any]]


@dataclass
class Plan:
    """Where every crop of a batch comes from: everything but the pixels. `fill` says what lies outside the window,
    `extents` (n, 2) is the root of the person's area, crop px along x and y; joints are `covered` once something was
    drawn over them."""

    people: NDArray[np.int64]
    pictures: NDArray[np.int64]
    windows: Floats
    matrices: Floats
    extents: Floats
    joints: Floats
    weights: Floats
    absent: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    fill: NDArray[np.int64]


class SquadSampler:
    """Random person crops of one split ('train' or 'val') of a cache.

    `mix` gives each set's share (those of sets that the cache lacks go to the others); within a set, people with more
    labelled joints come more often. Batches depend on `seed` and their number only.
    """

    def __init__(
        self,
        cache: Cache,
        split: str = "train",
        seed: int = 0,
        input: tuple[int, int] = (96, 128),
        mix: Mapping[str, float] = MIX,
        strength: Strength | None = None,
    ) -> None:
        cv2.setNumThreads(1)
        self.cache, self.seed, self.size, self.next_index = cache, seed, input, 0
        self.strength = strength or Strength()
        labelled = (cache.weights > 0).sum(1)
        held_out = cache.held_out[cache.picture]
        usable = (labelled > 0) & ~cache.crowd & (held_out == (split == "val"))
        self.people = np.flatnonzero(usable)
        sets = cache.sets[cache.picture[self.people]]
        chance = np.clip(labelled[self.people] / 8, 0.25, 1.0)
        for index, name in enumerate(SETS):
            mine = sets == index
            chance[mine] *= mix.get(name, 0.0) / max(chance[mine].sum(), 1e-9)
        if chance.sum() <= 0:
            raise ValueError(f"no labelled people in split {split!r} for the mix {dict(mix)}")
        self.cumulative = np.cumsum(chance) / chance.sum()
        self.places = EmptyPlaces(cache, held_out=split == "val")
        self.scenes = np.flatnonzero(cache.sets == BACKGROUNDS) if (cache.sets == BACKGROUNDS).any() else None

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Indices (count) of people by mix."""
        return self.people[np.minimum(np.searchsorted(self.cumulative, rng.random(count)), len(self.people) - 1)]

    def batch(self, n: int, view: View | Sequence[View] = PLAIN, index: int | None = None) -> Batch:
        """Crops: images uint8 (n, H, W, 3) RGB, joints (n, 17, 2) crop px, weights (n, 17), inside (n, 17), absent
        (n, 17), covered (n, 17), person (n), extent (n, 2): root of the person's area, crop px along x and y.

        `absent`: the joint is known not to be in the crop, because it lies outside or nobody is there. `covered`:
        something was drawn over it.

        `view`: one for all, or one for each crop. `index` is the batch's number: the same number gives the same people
        and the same random changes under any view; without it the next one.
        """
        number = self.next_index if index is None else index
        self.next_index = number + 1
        rng = np.random.default_rng((self.seed, number))
        return self.crops(self.draw(rng, n), view, rng)

    def crops(self, people: NDArray[np.int64], view: View | Sequence[View], rng: np.random.Generator) -> Batch:
        """The batch of given people (indices into the cache's people)."""
        n = len(people)
        plan = self.plan(people, [view] * n if isinstance(view, View) else view, rng)
        images = np.zeros((n, self.size[1], self.size[0], 3), np.uint8)
        painter = Painter(rng, n, self.strength)
        strength = self.strength
        hits = rng.random((n, 3)) < [strength.beside, strength.occluder, strength.square]
        hits &= ~plan.absent.all(1)[:, None]  # what is drawn over an empty place may be a person
        for i, own in enumerate(rng.spawn(n)):
            painter.rng = own
            self.render(images[i], plan, i, painter, hits[i], own)
        width, height = self.size
        inside = (plan.joints >= 0).all(2) & (plan.joints[..., 0] < width) & (plan.joints[..., 1] < height)
        return {
            "images": images,
            "joints": plan.joints,
            "weights": plan.weights * inside,
            "inside": inside,
            "absent": plan.absent | ((plan.weights > 0) & ~inside),
            "covered": plan.covered,
            "person": plan.people,
            "extent": plan.extents,
        }

    def plan(self, people: NDArray[np.int64], views: Sequence[View], rng: np.random.Generator) -> Plan:
        """Geometry of the crops of `people` (n) under `views` (n) with random changes on top."""
        cache, strength, count = self.cache, self.strength, len(people)
        picture = cache.picture[people]
        boxes, weights = cache.box[people].copy(), cache.weights[people].copy()
        absent = np.zeros(weights.shape, bool)
        for i in np.flatnonzero(rng.random(count) < strength.nobody):
            if (place := self.places.draw(rng)) is not None:
                picture[i], boxes[i] = place
                weights[i], absent[i] = 0, True
        sets = cache.sets[picture]
        joints = cache.joints[people, :, :2]
        windows = np.zeros((count, 4), np.float32)
        windows[:, 2:] = cache.sizes[picture, 0, ::-1]
        fill = np.where(
            np.isin(sets, FRAMES),
            BLACK,
            rng.choice(3, count, p=[1 - strength.fill, 0.4 * strength.fill, 0.6 * strength.fill]),
        )
        for i in np.flatnonzero(rng.random(count) < strength.half_body):
            boxes[i] = augment.half_body_box(boxes[i], joints[i], weights[i], rng)
        for i in np.flatnonzero(rng.random(count) < strength.cut):
            windows[i] = augment.cut_window(boxes[i], windows[i], joints[i], weights[i], rng)
            boxes[i] = augment.clipped_box(boxes[i], windows[i])
            fill[i] = BLACK
        seen = (joints >= windows[:, None, :2]) & (joints <= windows[:, None, 2:])
        absent |= (weights > 0) & ~seen.all(2)
        weights *= seen.all(2)
        jitter = np.ones(count)
        for i in np.flatnonzero([len(v.joints) > 0 for v in views]):
            boxes[i] = self.part(boxes[i], joints[i], weights[i], absent[i], views[i])
            jitter[i] = PART_JITTER
        upside = np.where(sets == LSPET, strength.upside_lspet, strength.upside)
        leans = geometry.leans(cache.joints[people], cache.box[people])
        leans[absent.all(1)] = np.nan
        turns = augment.angles(rng, upside, strength) + augment.quarter_turns(rng, leans, strength)
        centres = boxes[:, :2] + boxes[:, 2:] / 2
        scale = np.array([v.scale for v in views]) * np.clip(
            np.exp(rng.normal(0, 1, count) * strength.scale * jitter), 0.7, 1.45
        )
        shift = np.array([(v.dx, v.dy) for v in views]) + rng.normal(0, 1, (count, 2)) * (
            strength.shift * jitter[:, None]
        )
        mirror = (rng.random(count) < strength.mirror) != np.array([v.mirror for v in views])
        sizes = geometry.rotated_sizes(boxes[:, 2:], turns)
        wobble = np.exp(rng.normal(0, 1, count) * strength.aspect)
        stretch = geometry.stretches(sizes, self.size, np.array([v.stretch for v in views]), wobble)
        rects = geometry.person_rects(centres, sizes, self.size, scale, shift, stretch)
        matrices = geometry.crop_matrices(centres, turns, rects, self.size, mirror)
        points = geometry.exchange_sides(geometry.apply_affine(matrices, joints), mirror)
        weights, absent = (geometry.exchange_sides(values, mirror) for values in (weights, absent))
        roots = np.sqrt(AREA_SHARE * cache.box[people, 2:].prod(1))
        extents = roots[:, None] * np.array(self.size, np.float32) / (rects[:, 2:] - rects[:, :2])
        covered = np.zeros(weights.shape, bool)
        turned = np.cos(leans + turns) < np.cos(TURNED)
        if strength.turned > 0:
            weights[turned], absent[turned] = 0, True
        return Plan(people, picture, windows, matrices, extents, points, weights, absent, covered, fill)

    def part(
        self, box: Floats, joints: Floats, weights: Floats, absent: NDArray[np.bool_], view: View
    ) -> NDArray[np.float32]:
        """The box xywh (4) at which a view with joints is placed; forgets the labels of the other joints."""
        grown = AROUND * box[2:]
        near = (joints >= box[:2] - grown).all(1) & (joints <= box[:2] + box[2:] + grown).all(1)
        placed = part_box(box, joints, near & (weights > 0), view.joints, self.size[0] / self.size[1])
        others = np.setdiff1d(np.arange(len(weights)), view.joints)
        weights[others], absent[others] = 0, False
        return placed

    def render(
        self,
        out: NDArray[np.uint8],
        plan: Plan,
        i: int,
        painter: Painter,
        hits: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> None:
        """Draws crop `i` of the plan into `out` (H, W, 3); remembers which joints something hides."""
        image = warp(self.cache, int(plan.pictures[i]), plan.windows[i], plan.matrices[i], self.size)
        width, height = self.size
        if hits[0]:
            mask, left = occlude.side_mask(rng, width, height)
            self.cover(image, plan, i, mask, self.neighbour(rng, left))
        if hits[1]:
            mask = occlude.random_shape(rng, width, height)
            self.cover(image, plan, i, mask, occlude.random_texture(self.cache, rng, width, height))
        inside = ((plan.joints[i] >= 0) & (plan.joints[i] < self.size)).all(1)
        seen = np.flatnonzero(inside & (plan.weights[i] > 0))
        if hits[2] and len(seen) > 0:
            joint = plan.joints[i, rng.choice(seen)]
            mask = occlude.square_over(rng, joint, float(np.sqrt(plan.extents[i].prod())), width, height)
            self.cover(image, plan, i, mask, occlude.square_texture(self.cache, rng, width, height))
        image = painter.paint(image, i)
        mask = outside(plan.windows[i], plan.matrices[i], self.size)
        if mask is not None and plan.fill[i] == SCENE and self.scenes is not None:
            scene = int(rng.choice(self.scenes))
            cv2.copyTo(occlude.random_patch(self.cache, scene, rng, width, height), mask, image)
        elif mask is not None and plan.fill[i] == BLACK:
            image = cv2.bitwise_and(image, image, mask=cv2.bitwise_not(mask))
        out[:] = image

    def cover(
        self, image: NDArray[np.uint8], plan: Plan, i: int, mask: NDArray[np.uint8], thing: NDArray[np.uint8]
    ) -> None:
        """Draws `thing` over crop `i` where the mask is; joints under it are covered, and count half."""
        cv2.copyTo(thing, mask, image)
        cells = np.clip(plan.joints[i].astype(np.int64), 0, np.array(self.size) - 1)
        under = mask[cells[:, 1], cells[:, 0]] > 0
        plan.weights[i] *= np.where(under, 0.5, 1.0)
        plan.covered[i] |= under

    def neighbour(self, rng: np.random.Generator, left: bool) -> NDArray[np.uint8]:
        """A crop (H, W, 3) of another person who stands at the left or the right side of it."""
        person = self.draw(rng, 1)
        shift = rng.uniform(0.3, 0.5) * (1 if left else -1)
        box = self.cache.box[person]
        rects = geometry.person_rects(
            box[:, :2] + box[:, 2:] / 2, box[:, 2:], self.size, rng.uniform(0.9, 1.6), (shift, rng.uniform(-0.1, 0.1))
        )
        still = np.zeros(1, np.float32)
        matrix = geometry.crop_matrices(rects[:, :2], still, rects, self.size, np.array([rng.random() < 0.5]))[0]
        picture = int(self.cache.picture[person[0]])
        window = np.array([0, 0, *self.cache.sizes[picture, 0, ::-1]], np.float32)
        return warp(self.cache, picture, window, matrix, self.size)
