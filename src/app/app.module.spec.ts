import type { DynamicModule, Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { testConfig } from '../../test/fixtures/engines.js';
import { exportedClasses } from '../../test/fixtures/exports.js';
import { AppModule } from './app.module.js';

const ofFeatures = (ending: string) => exportedClasses<Type>((path) => path.startsWith('features') && path.endsWith(ending));

/** The modules of the app, with those that they import. */
function modulesOf(entry: Type | DynamicModule, found = new Set<Type>()): Set<Type> {
  const module = 'module' in entry ? entry.module : entry;
  if (found.has(module)) return found;
  found.add(module);
  const imports = [
    ...((entry as DynamicModule).imports ?? []),
    ...((Reflect.getMetadata(MODULE_METADATA.IMPORTS, module) as Type[]) ?? []),
  ];
  imports.forEach((each) => modulesOf(each as Type | DynamicModule, found));
  return found;
}

describe('AppModule', () => {
  const modules = [...modulesOf(AppModule.for(testConfig(), { for: () => ({ module: class EngineModule {} }) }))];

  it('imports the modules of all features', () => {
    const missing = ofFeatures('.module.ts').filter((module) => !modules.includes(module));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('has the controllers of all features', () => {
    const controllers = modules.flatMap((module) => (Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) as Type[]) ?? []);
    const missing = ofFeatures('.controller.ts').filter((controller) => !controllers.includes(controller));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
