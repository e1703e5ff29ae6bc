// SPDX-License-Identifier: Apache-2.0
// Needs the package `three`, an optional peer: this file is an entry of its own, so that nobody else does.
import {
  AmbientLight,
  type BufferGeometry,
  CylinderGeometry,
  DirectionalLight,
  GridHelper,
  Group,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Scene,
  SphereGeometry,
  SRGBColorSpace,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { FACE_END, SKELETON } from '../pose/keypoints.ts';
import type { Pose } from '../pose/pose.ts';
import { limbSide, type Palette, personPalette, type Rgb, scoreAlpha, sideOf } from './colours.ts';
import { type Standing, standTogether } from './stand.ts';
import type { Size } from './view.ts';

/** People in space for any three.js scene: y up, metres, on a floor at y = 0, facing the camera of the picture at +z. */
export interface PoseGroup {
  /** To be added to a scene. */
  readonly object: Group;
  /** Shows these people, those with `keypoints3D`; `picture` is the size of the picture they are from, px. */
  update(poses: readonly Pose[], picture: Size): void;
  /** Gives the GPU's memory back. */
  dispose(): void;
}

export interface ThreeView {
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
  readonly people: PoseGroup;
  /** Draws the scene as it is; the canvas's size is read anew. */
  render(): void;
  dispose(): void;
}

/** Metres. */
const LIMB_RADIUS = 0.03;
const JOINT_RADIUS = 0.045;
const FACE_SHARE = 0.5;
const UP = new Vector3(0, 1, 0);

export function createPoseGroup(): PoseGroup {
  const object = new Group();
  const limb = new CylinderGeometry(LIMB_RADIUS, LIMB_RADIUS, 1, 12);
  const joint = new SphereGeometry(JOINT_RADIUS, 16, 12);
  const figures: Figure[] = [];

  return {
    object,
    update(poses, picture) {
      const { people, floor } = standTogether(poses, picture);
      for (const [k, person] of people.entries()) {
        let figure = figures[k];
        if (!figure) {
          figure = createFigure(limb, joint);
          figures.push(figure);
          object.add(figure.object);
        }
        figure.show(person, floor);
      }
      for (const [k, figure] of figures.entries()) figure.object.visible = k < people.length;
    },
    dispose() {
      for (const figure of figures) figure.dispose();
      limb.dispose();
      joint.dispose();
      object.clear();
    },
  };
}

/**
 * A whole view with light, floor and a camera that the pointer turns.
 *
 * @param onChange Called when the user has moved the camera: render again.
 */
export function createThreeView(canvas: HTMLCanvasElement, onChange: () => void): ThreeView {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, preserveDrawingBuffer: true });
  const scene = new Scene();
  const camera = new PerspectiveCamera(40, 1, 0.1, 50);
  camera.position.set(1.8, 1.8, 3.6);
  const sun = new DirectionalLight(0xffffff, 2.2);
  sun.position.set(2, 4, 3);
  const floor = new GridHelper(6, 12, 0x78868c, 0x78868c);
  const people = createPoseGroup();
  scene.add(new AmbientLight(0xffffff, 1.4), sun, floor, people.object);
  const controls = new OrbitControls(camera, canvas);
  controls.target.set(0, 0.9, 0);
  controls.maxDistance = 20;
  controls.update();
  controls.addEventListener('change', onChange);

  return {
    scene,
    camera,
    people,
    render() {
      const { width, height } = canvas;
      renderer.setSize(width, height, false);
      camera.aspect = width / Math.max(1, height);
      camera.updateProjectionMatrix();
      renderer.render(scene, camera);
    },
    dispose() {
      controls.removeEventListener('change', onChange);
      controls.dispose();
      people.dispose();
      floor.dispose();
      renderer.dispose();
    },
  };
}

/** One person's limbs and joints. */
interface Figure {
  readonly object: Group;
  show(person: Standing, floor: number): void;
  dispose(): void;
}

function createFigure(limbShape: BufferGeometry, jointShape: BufferGeometry): Figure {
  const object = new Group();
  const part = (shape: BufferGeometry): Mesh<BufferGeometry, MeshStandardMaterial> => {
    const mesh = new Mesh(shape, new MeshStandardMaterial({ transparent: true, roughness: 0.55 }));
    object.add(mesh);
    return mesh;
  };
  const limbs = SKELETON.map(() => part(limbShape));
  const joints = Array.from({ length: 17 }, () => part(jointShape));
  const [from, to] = [new Vector3(), new Vector3()];

  return {
    object,
    show({ pose, index, keypoints, offset }, floor) {
      const palette = personPalette(pose.id ?? index);
      const alpha = keypoints.map(({ score }) => scoreAlpha(score, 0.1, 0.5));
      const place = (joint: number, out: Vector3): Vector3 => {
        const { x, y, z } = keypoints[joint] ?? { x: 0, y: 0, z: 0 };
        return out.set(x + offset.x, floor - (y + offset.y), -(z + offset.z));
      };
      for (const [k, mesh] of joints.entries()) {
        place(k, mesh.position);
        mesh.scale.setScalar(k < FACE_END ? FACE_SHARE : 1);
        colour(mesh.material, palette, sideOf(k), alpha[k] ?? 0);
        mesh.visible = mesh.material.opacity > 0;
      }
      for (const [k, [a, b]] of SKELETON.entries()) {
        const mesh = limbs[k];
        if (!mesh) continue;
        place(a, from);
        place(b, to);
        const length = from.distanceTo(to);
        const thickness = b < FACE_END ? FACE_SHARE : 1;
        mesh.position.lerpVectors(from, to, 0.5);
        mesh.scale.set(thickness, Math.max(1e-4, length), thickness);
        if (length > 0) mesh.quaternion.setFromUnitVectors(UP, to.sub(from).divideScalar(length));
        colour(mesh.material, palette, limbSide(a, b), Math.min(alpha[a] ?? 0, alpha[b] ?? 0));
        mesh.visible = mesh.material.opacity > 0;
      }
    },
    dispose() {
      for (const { material } of [...limbs, ...joints]) material.dispose();
    },
  };
}

function colour(material: MeshStandardMaterial, palette: Palette, side: keyof Palette, alpha: number): void {
  const [red, green, blue]: Rgb = palette[side];
  material.color.setRGB(red, green, blue, SRGBColorSpace);
  material.opacity = alpha;
}
