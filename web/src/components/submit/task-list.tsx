import { NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../../ui/icon.tsx';
import './task-list.css';

interface TaskListProps {
  readonly tasks: readonly CatalogTask[];
  readonly chosen: string;
  readonly onChoose: (task: string) => void;
}

const matches = (task: CatalogTask, find: string): boolean =>
  `${task.name} ${task.title} ${task.queue}`.toLowerCase().includes(find.trim().toLowerCase());

/** The tasks to choose from: a list with a search beside the form, a menu above it on a phone. */
export function TaskList({ tasks, chosen, onChoose }: TaskListProps) {
  const [find, setFind] = useState('');
  const found = tasks.filter((task) => matches(task, find));
  return (
    <nav className="task-list" aria-label="Tasks">
      <div className="only-s">
        <NativeSelect
          aria-label="Task"
          value={chosen}
          rightSection={<Icon name="chevron" />}
          data={tasks.map(({ name, title }) => ({ value: name, label: `${name} · ${title}` }))}
          onChange={(event) => onChoose(event.currentTarget.value)}
        />
      </div>
      <div className="hide-s">
        <TextInput
          type="search"
          aria-label="Find a task"
          placeholder="Find a task"
          value={find}
          leftSection={<Icon name="search" />}
          onChange={(event) => setFind(event.currentTarget.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key === 'Enter' && first) onChoose(first.name);
          }}
        />
        <ul>
          {found.map((task) => (
            <li key={task.name}>
              <Link
                to="/submit"
                search={{ task: task.name }}
                activeOptions={{ exact: true }}
                aria-current={task.name === chosen ? 'true' : undefined}
              >
                <span className="row between">
                  <span className="m clip">{task.name}</span>
                  <span className="small t3">{task.queue}</span>
                </span>
                <span className="small t3 clip">{task.title}</span>
              </Link>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="small t3">No task has “{find.trim()}” in its name.</p>}
      </div>
    </nav>
  );
}
